/** What `sheetcrm apps-script build` writes into Settings.js. */
declare const SETTINGS: { server: string; lang: string; token: string };
declare const TEXTS: { [name: string]: string };
