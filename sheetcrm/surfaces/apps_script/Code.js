/**
 * sheetcrm inside a Google spreadsheet: a menu, checks while typing, and functions for cells.
 *
 * Nothing is decided here. Every rule stands in Python behind SETTINGS.server; this file carries cells there and words
 * back. SETTINGS and TEXTS are written by `sheetcrm apps-script build` (Settings.js beside this file).
 */

/** What begins our part of a cell's note; whatever stands above it is the user's own. */
const MARK = '— CRM —';
/** Keeps the colour a cell had before we painted it: the last line of our part. */
const COLOUR_BEFORE = /\n⟨(.*)⟩$/;
const HELD_COLOUR = '#f8d7da';
const DOUBT_COLOUR = '#fff3cd';
const FIRST_DATA_ROW = 3;
/** Rows of one request; the server takes 2000. */
const ROWS_A_REQUEST = 1000;
/** Milliseconds for which a menu waits for a recompute: Apps Script stops a run after six minutes. */
const LONGEST_WAIT = 5 * 60 * 1000;
/** Under this name the spreadsheet remembers whose trigger checks what is typed. */
const CHECKS_BY = 'checks by';
/** Seconds for which the answer of a function in a cell is kept. */
const ANSWER_KEPT = 60;

/**
 * @typedef {{column: string|null, sentence: string, code: string, severity: string}} Finding
 * @typedef {{table: string, row: number, held: boolean, findings: Finding[], score: number|null, why: string|null}} RowVerdict
 * @typedef {{status: number, body: any}} Answer
 * @typedef {string|number|boolean|null} Cell
 * @typedef {{table: string, keys: string[]}} Keys
 */

/** Builds the menu. A simple trigger: it may neither ask the server nor need any right. */
function onOpen() {
  SpreadsheetApp.getUi()
    .createMenu('CRM')
    .addItem(TEXTS.menu_recompute, 'menuRecompute')
    .addItem(TEXTS.menu_check, 'menuCheck')
    .addItem(TEXTS.menu_score, 'menuScore')
    .addItem(TEXTS.menu_conflicts, 'menuConflicts')
    .addSeparator()
    .addItem(TEXTS.menu_checks_on, 'menuChecksOn')
    .addItem(TEXTS.menu_about, 'menuAbout')
    .addToUi();
}

/** Recomputes the whole spreadsheet; a second click while it runs waits for the same one. */
function menuRecompute() {
  toast_(TEXTS.recompute_begun);
  let answer = ask_('/v1/recompute', {});
  const until = Date.now() + LONGEST_WAIT;
  while (answer.status === 202 && Date.now() < until) {
    toast_(answer.body.sentence);
    answer = fetch_('/v1/recompute/' + answer.body.job + '?spreadsheet=' + spreadsheetId_(), 'get', null);
  }
  toast_(answer.body.sentence);
}

/** Checks the rows of the selection, or the whole sheet when one cell is selected. */
function menuCheck() {
  const range = chosen_();
  const told = range ? checkRange_(range) : null;
  toast_(told === null ? TEXTS.nothing_to_check : text_(TEXTS.checked, { rows: told.rows, problems: told.problems }));
}

/** Shows the score of the selected lead, with the sum that explains it. */
function menuScore() {
  const range = chosen_();
  const verdicts = range ? askAbout_(range).verdicts.filter((one) => one.table === 'leads' && one.why) : [];
  const lines = verdicts.slice(0, 20).map((one) => TEXTS.row + ' ' + one.row + ': ' + one.why);
  SpreadsheetApp.getUi().alert(TEXTS.menu_score, lines.join('\n') || TEXTS.no_lead_chosen, SpreadsheetApp.getUi().ButtonSet.OK);
}

/** Opens the desk on which conflicts are chosen between. */
function menuConflicts() {
  const answer = ask_('/v1/desk', {});
  if (answer.status !== 200) {
    toast_(answer.body.sentence);
    return;
  }
  const page = HtmlService.createTemplate('<p style="font:14px sans-serif"><a href="<?= address ?>" target="_blank" rel="noopener"><?= label ?></a></p>');
  Object.assign(page, { address: answer.body.address, label: TEXTS.open_desk });
  SpreadsheetApp.getUi().showModalDialog(page.evaluate().setWidth(320).setHeight(80), TEXTS.menu_conflicts);
}

/**
 * Turns on the checks while typing, for everybody who edits the spreadsheet. The trigger runs as whoever turned it on and
 * is seen by nobody else; so the one that counts is written down, and another user's click takes over from it.
 */
function menuChecksOn() {
  const mine = ScriptApp.getProjectTriggers().find((one) => one.getHandlerFunction() === 'checkEdit');
  const there = mine !== undefined && mine.getUniqueId() === property_().getProperty(CHECKS_BY);
  if (!there) {
    const made = mine || ScriptApp.newTrigger('checkEdit').forSpreadsheet(SpreadsheetApp.getActive()).onEdit().create();
    property_().setProperty(CHECKS_BY, made.getUniqueId());
  }
  toast_(there ? TEXTS.checks_were_on : TEXTS.checks_on);
}

/** Says which server is asked, whether it answers, and what must be told to it for it to know this script. */
function menuAbout() {
  const answer = fetch_('/healthz', 'get', null);
  const state = answer.status === 200 ? text_(TEXTS.server_there, { version: answer.body.version }) : TEXTS.server_away;
  const page = HtmlService.createTemplate('<div style="font:14px sans-serif"><p><?= server ?><br><?= state ?></p><p><?= hint ?></p><pre style="white-space:pre-wrap;user-select:all"><?= line ?></pre></div>');
  const line = 'audience = ["' + client_() + '"]';
  Object.assign(page, { server: SETTINGS.server, state: state, hint: TEXTS.about_client, line: line });
  SpreadsheetApp.getUi().showModalDialog(page.evaluate().setWidth(520).setHeight(220), 'sheetcrm');
}

/**
 * This script's OAuth client, as Google names it in the identity token: nobody can look it up elsewhere as long as the
 * script keeps the Cloud project that Google made for it.
 * @returns {string}
 */
function client_() {
  const token = ScriptApp.getIdentityToken();
  if (token === null) {
    return '';
  }
  const part = token.split('.')[1];
  const bytes = Utilities.base64DecodeWebSafe(part + '==='.slice((part.length + 3) % 4));
  return JSON.parse(Utilities.newBlob(bytes).getDataAsString()).aud;
}

/**
 * Checks what was just edited: one cell, a pasted block, a fill or a clearing. An installable trigger (a simple one may
 * ask nobody), so it has this name and not onEdit.
 * @param {{range: GoogleAppsScript.Spreadsheet.Range, triggerUid?: string}} event
 */
function checkEdit(event) {
  const by = property_().getProperty(CHECKS_BY);
  const anothers = by !== null && event.triggerUid !== undefined && event.triggerUid !== by;
  if (!anothers) {
    checkRange_(event.range);
  }
}

/**
 * Score a lead from the levels 0–3 of its letters.
 * @param {...(Cell|Cell[][])} levels One level a letter, or a range with a letter in each column.
 * @customfunction
 */
function CRM_SCORE(...levels) {
  return function_('/v1/score', 'CRM_SCORE', levels, ['settings']);
}

/**
 * Say whether a lead is hot, warm or cold.
 * @param {...(Cell|Cell[][])} levels One level a letter, or a range with a letter in each column.
 * @customfunction
 */
function CRM_BAND(...levels) {
  return function_('/v1/score', 'CRM_BAND', levels, ['settings']);
}

/**
 * Explain a lead's score step by step.
 * @param {...(Cell|Cell[][])} levels One level a letter, or a range with a letter in each column.
 * @customfunction
 */
function CRM_WHY(...levels) {
  return function_('/v1/score', 'CRM_WHY', levels, ['settings']);
}

/**
 * Say what is missing before an opportunity may move to a stage.
 * @param {Cell|Cell[][]} opportunity Its id or name, or a range of them.
 * @param {Cell|Cell[][]} [stage] The stage wanted; blank: the next one.
 * @customfunction
 */
function CRM_CHECK(opportunity, stage) {
  return function_('/v1/move', 'CRM_CHECK', [opportunity, stage], null);
}

/**
 * Name the stages an opportunity may move to.
 * @param {Cell|Cell[][]} opportunity Its id or name, or a range of them.
 * @customfunction
 */
function CRM_NEXT(opportunity) {
  return function_('/v1/move', 'CRM_NEXT', [opportunity], null);
}

/**
 * Give one KPI figure.
 * @param {Cell|Cell[][]} key The KPI's key, or its name on the KPI tab.
 * @param {Cell|Cell[][]} [period] 11/2026, Q4/2026, 2026, or two days; blank: this month.
 * @param {Cell|Cell[][]} [by] What it is broken down by.
 * @param {Cell|Cell[][]} [value] The line wanted.
 * @customfunction
 */
function CRM_KPI(key, period, by, value) {
  return function_('/v1/kpi', 'CRM_KPI', [key, period, by, value], null);
}

/**
 * Give a KPI broken down, with its total.
 * @param {Cell} key The KPI's key, or its name on the KPI tab.
 * @param {Cell} by What it is broken down by.
 * @param {Cell} [period] 11/2026, Q4/2026, 2026, or two days; blank: this month.
 * @customfunction
 */
function CRM_KPI_TABLE(key, by, period) {
  return function_('/v1/kpi', 'CRM_KPI_TABLE', [key, by, period], null);
}

/**
 * Asks the server about the rows of a range and paints what it says. Null when the sheet is none of sheetcrm's tables.
 * @param {GoogleAppsScript.Spreadsheet.Range} range
 * @returns {{rows: number, problems: number}|null}
 */
function checkRange_(range) {
  const asked = askAbout_(range);
  if (asked.keys === null || asked.rows.length === 0) {
    return null;
  }
  paint_(range.getSheet(), asked.keys, asked.rows, asked.verdicts, asked.refusal);
  if (asked.refusal !== null) {
    toast_(asked.refusal);
  }
  const problems = asked.verdicts.reduce((sum, one) => sum + one.findings.length, 0);
  return { rows: asked.rows.length, problems: problems };
}

/**
 * Sends the rows of a range, whole rows of at most some hundreds at a time.
 * @param {GoogleAppsScript.Spreadsheet.Range} range
 * @returns {{keys: Keys|null, rows: number[], verdicts: RowVerdict[], refusal: string|null}}
 */
function askAbout_(range) {
  const sheet = range.getSheet();
  const keys = keysOf_(sheet);
  const first = Math.max(range.getRow(), FIRST_DATA_ROW);
  const last = Math.min(range.getLastRow(), sheet.getMaxRows());
  if (keys === null || last < first) {
    return { keys: keys, rows: [], verdicts: [], refusal: null };
  }
  const zone = SpreadsheetApp.getActive().getSpreadsheetTimeZone();
  const cells = sheet.getRange(first, 1, last - first + 1, keys.keys.length).getValues();
  const rows = cells.map((row, at) => ({ table: keys.table, row: first + at, cells: named_(keys.keys, row, zone) }));
  /** @type {RowVerdict[]} */
  let verdicts = [];
  for (let at = 0; at < rows.length; at += ROWS_A_REQUEST) {
    const answer = ask_('/v1/check', { rows: rows.slice(at, at + ROWS_A_REQUEST) });
    if (answer.status !== 200) {
      return { keys: keys, rows: rows.map((one) => one.row), verdicts: [], refusal: answer.body.sentence };
    }
    verdicts = verdicts.concat(answer.body.rows);
  }
  return { keys: keys, rows: rows.map((one) => one.row), verdicts: verdicts, refusal: null };
}

/**
 * Writes notes and colours on the checked rows: ours are renewed, the user's own stay. Where the server did not answer,
 * the row says that it was not checked.
 * @param {GoogleAppsScript.Spreadsheet.Sheet} sheet
 * @param {Keys} keys
 * @param {number[]} rows
 * @param {RowVerdict[]} verdicts
 * @param {string|null} refusal
 */
function paint_(sheet, keys, rows, verdicts, refusal) {
  const range = sheet.getRange(rows[0], 1, rows.length, keys.keys.length);
  const notes = range.getNotes();
  const colours = range.getBackgrounds();
  const anchor = anchor_(keys.keys);
  rows.forEach((row, at) => {
    /** @type {Map<number, Finding[]>} */
    const told = new Map();
    const verdict = verdicts.find((one) => one.row === row);
    (verdict ? verdict.findings : []).forEach((finding) => {
      const column = finding.column === null ? -1 : keys.keys.indexOf(finding.column);
      const place = column < 0 ? anchor : column;
      told.set(place, (told.get(place) || []).concat([finding]));
    });
    keys.keys.forEach((_, column) => {
      const clean = cleaned_(notes[at][column], colours[at][column]);
      const findings = told.get(column) || [];
      const unchecked = refusal !== null && column === anchor;
      notes[at][column] = clean.note;
      colours[at][column] = clean.colour;
      if (findings.length > 0 || unchecked) {
        const lines = unchecked ? [TEXTS.not_checked] : findings.map((one) => one.sentence);
        const grave = findings.some((one) => one.severity === 'error');
        notes[at][column] = noted_(clean, lines);
        colours[at][column] = unchecked ? clean.colour : grave ? HELD_COLOUR : DOUBT_COLOUR;
      }
    });
  });
  range.setNotes(notes);
  range.setBackgrounds(colours);
}

/**
 * The column on which a whole row's word stands: its stage, else the first column people see.
 * @param {string[]} keys
 * @returns {number}
 */
function anchor_(keys) {
  const stage = keys.indexOf('stage');
  return stage >= 0 ? stage : Math.max(keys.findIndex((key) => key !== '' && key !== 'id'), 0);
}

/**
 * A cell's note and colour without what we put there.
 * @param {string} note
 * @param {string} colour
 * @returns {{note: string, colour: string}}
 */
function cleaned_(note, colour) {
  const begin = note.indexOf(MARK);
  if (begin < 0) {
    return { note: note, colour: colour };
  }
  const before = COLOUR_BEFORE.exec(note);
  const ours = colour === HELD_COLOUR || colour === DOUBT_COLOUR;
  return { note: note.slice(0, begin).trimEnd(), colour: before && ours ? before[1] : colour };
}

/**
 * A note with our part below the user's own.
 * @param {{note: string, colour: string}} clean
 * @param {string[]} lines
 * @returns {string}
 */
function noted_(clean, lines) {
  const own = clean.note === '' ? '' : clean.note + '\n';
  return own + MARK + '\n' + lines.join('\n') + '\n⟨' + clean.colour + '⟩';
}

/**
 * The table of a sheet and the key of each column, from the hidden first row; null for a sheet of somebody's own.
 * @param {GoogleAppsScript.Spreadsheet.Sheet} sheet
 * @returns {Keys|null}
 */
function keysOf_(sheet) {
  const width = sheet.getLastColumn();
  const cells = width === 0 ? [] : sheet.getRange(1, 1, 1, width).getValues()[0].map(String);
  const named = cells.find((cell) => /^[a-z_]+\.[a-z0-9_]+$/.test(cell) && cell.indexOf('report.') !== 0);
  if (named === undefined) {
    return null;
  }
  const table = named.split('.')[0];
  return { table: table, keys: cells.map((cell) => (cell.indexOf(table + '.') === 0 ? cell.split('.')[1] : cell)) };
}

/**
 * A row's cells by column key, as the server takes them.
 * @param {string[]} keys
 * @param {any[]} row
 * @param {string} zone
 * @returns {Object<string, Cell>}
 */
function named_(keys, row, zone) {
  /** @type {Object<string, Cell>} */
  const cells = {};
  keys.forEach((key, at) => {
    if (/^[a-z][a-z0-9_]*$/.test(key)) {
      cells[key] = cell_(row[at], zone);
    }
  });
  return cells;
}

/**
 * A cell as it travels: a date as the serial number that the spreadsheet keeps.
 * @param {any} value
 * @param {string} zone
 * @returns {Cell}
 */
function cell_(value, zone) {
  if (Object.prototype.toString.call(value) === '[object Date]') {
    const [year, month, day, hour, minute, second] = Utilities.formatDate(value, zone, 'yyyy MM dd HH mm ss').split(' ').map(Number);
    return (Date.UTC(year, month - 1, day, hour, minute, second) - Date.UTC(1899, 11, 30)) / 86400000;
  }
  return value === '' || value === undefined ? null : value;
}

/**
 * Answers a function in a cell, a whole range in one request. The spreadsheet's own token lets the server compute from
 * what is sent and read nothing, so the tables go along.
 * @param {string} path
 * @param {string} name
 * @param {any[]} values
 * @param {string[]|null} tables Which tables it rests on; null: all of them.
 * @returns {Cell[][]|string}
 */
function function_(path, name, values, tables) {
  const zone = SpreadsheetApp.getActive().getSpreadsheetTimeZone();
  const sent = values.map((one) => (Array.isArray(one) ? one.map((/** @type {any[]} */ row) => row.map((cell) => cell_(cell, zone))) : cell_(one, zone)));
  while (sent.length > 0 && sent[sent.length - 1] === null) {
    sent.pop();
  }
  const body = { spreadsheet: spreadsheetId_(), function: name, arguments: sent, tables: tables_(tables, zone) };
  const text = JSON.stringify(body);
  const cache = CacheService.getDocumentCache();
  const key = digest_(text);
  const known = cache === null ? null : cache.get(key);
  if (known !== null) {
    return JSON.parse(known);
  }
  const answer = fetch_(path, 'post', text, SETTINGS.token);
  if (answer.status !== 200) {
    return answer.status === 0 ? TEXTS.not_checked : answer.body.sentence;
  }
  const rows = answer.body.rows.map((/** @type {Cell[]} */ row) => row.map((cell) => (cell === null ? '' : cell)));
  if (cache !== null) {
    const kept = JSON.stringify(rows);
    if (kept.length < 90000) {
      cache.put(key, kept, ANSWER_KEPT);
    }
  }
  return rows;
}

/**
 * The tables a function rests on, column by column.
 * @param {string[]|null} wanted
 * @param {string} zone
 * @returns {Object<string, Object<string, Cell[]>>}
 */
function tables_(wanted, zone) {
  /** @type {Object<string, Object<string, Cell[]>>} */
  const tables = {};
  SpreadsheetApp.getActive().getSheets().forEach((sheet) => {
    const keys = keysOf_(sheet);
    if (keys === null || (wanted !== null && wanted.indexOf(keys.table) < 0)) {
      return;
    }
    const height = sheet.getLastRow() - FIRST_DATA_ROW + 1;
    const rows = height > 0 ? sheet.getRange(FIRST_DATA_ROW, 1, height, keys.keys.length).getValues() : [];
    /** @type {Object<string, Cell[]>} */
    const columns = {};
    keys.keys.forEach((key, at) => {
      if (/^[a-z][a-z0-9_]*$/.test(key)) {
        columns[key] = rows.map((row) => cell_(row[at], zone));
      }
    });
    tables[keys.table] = columns;
  });
  return tables;
}

/**
 * Asks as the user who clicked or typed, with the token Google made for him.
 * @param {string} path
 * @param {Object<string, any>} more
 * @returns {Answer}
 */
function ask_(path, more) {
  const body = Object.assign({ spreadsheet: spreadsheetId_(), request: Utilities.getUuid() }, more);
  return fetch_(path, 'post', JSON.stringify(body));
}

/**
 * One request to the server. Status 0: there was no answer, and nothing is known.
 * @param {string} path
 * @param {'get'|'post'} method
 * @param {string|null} body
 * @param {string} [token] The user's own when left out.
 * @returns {Answer}
 */
function fetch_(path, method, body, token) {
  try {
    const answer = UrlFetchApp.fetch(SETTINGS.server + path, {
      method: method,
      contentType: 'application/json',
      headers: { Authorization: 'Bearer ' + (token || ScriptApp.getIdentityToken()), 'Accept-Language': SETTINGS.lang },
      payload: body === null ? undefined : body,
      muteHttpExceptions: true,
    });
    return { status: answer.getResponseCode(), body: JSON.parse(answer.getContentText()) };
  } catch (error) {
    return { status: 0, body: { sentence: TEXTS.server_away } };
  }
}

/**
 * The selected rows; the whole sheet below the header when only one cell is selected.
 * @returns {GoogleAppsScript.Spreadsheet.Range|null}
 */
function chosen_() {
  const sheet = SpreadsheetApp.getActiveSheet();
  const range = sheet.getActiveRange();
  if (range === null || (range.getNumRows() === 1 && range.getNumColumns() === 1 && range.getRow() < FIRST_DATA_ROW)) {
    const height = sheet.getLastRow() - FIRST_DATA_ROW + 1;
    return height > 0 ? sheet.getRange(FIRST_DATA_ROW, 1, height, 1) : null;
  }
  return range;
}

/** @returns {GoogleAppsScript.Properties.Properties} What the spreadsheet remembers, the same for all its users. */
function property_() {
  return PropertiesService.getDocumentProperties();
}

/** @returns {string} */
function spreadsheetId_() {
  return SpreadsheetApp.getActive().getId();
}

/** @param {string} sentence */
function toast_(sentence) {
  SpreadsheetApp.getActive().toast(sentence, 'CRM', 8);
}

/**
 * Fills the blanks of a text.
 * @param {string} text
 * @param {Object<string, string|number>} blanks
 * @returns {string}
 */
function text_(text, blanks) {
  return text.replace(/\{(\w+)\}/g, (_, name) => String(blanks[name]));
}

/**
 * A short name for a long question.
 * @param {string} text
 * @returns {string}
 */
function digest_(text) {
  return Utilities.base64Encode(Utilities.computeDigest(Utilities.DigestAlgorithm.SHA_256, text, Utilities.Charset.UTF_8));
}
