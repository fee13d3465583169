/**
 * Apps Script in Node, as much of it as Code.js uses. Every look at the spreadsheet and every request goes to the
 * process that started this one, line by line, and is waited for: Apps Script knows no promises.
 */
const fs = require('fs');
const vm = require('vm');
const crypto = require('crypto');

let rest = '';

function readLine() {
  const bytes = Buffer.alloc(1 << 16);
  while (rest.indexOf('\n') < 0) {
    let count = 0;
    try {
      count = fs.readSync(0, bytes, 0, bytes.length, null);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      continue;
    }
    if (count === 0) process.exit(0);
    rest += bytes.toString('latin1', 0, count);
  }
  const end = rest.indexOf('\n');
  const line = rest.slice(0, end);
  rest = rest.slice(end + 1);
  return JSON.parse(Buffer.from(line, 'latin1').toString('utf8'));
}

function tell(message) {
  const bytes = Buffer.from(JSON.stringify(message) + '\n');
  for (let sent = 0; sent < bytes.length; ) sent += fs.writeSync(1, bytes, sent);
}

function call(name, ...values) {
  tell({ call: name, values });
  const answer = readLine();
  if ('thrown' in answer) throw new Error(answer.thrown);
  return answer.value;
}

class Range {
  constructor(sheet, row, column, height, width) {
    Object.assign(this, { sheet, row, column, height, width });
  }
  where() {
    return [this.sheet.title, this.row, this.column, this.height, this.width];
  }
  getSheet() { return this.sheet; }
  getRow() { return this.row; }
  getLastRow() { return this.row + this.height - 1; }
  getNumRows() { return this.height; }
  getNumColumns() { return this.width; }
  getValues() {
    const dated = (cell) => (cell !== null && typeof cell === 'object' ? new Date(cell.epoch) : cell === null ? '' : cell);
    return call('values', ...this.where()).map((row) => row.map(dated));
  }
  getNotes() { return call('notes', ...this.where()); }
  getBackgrounds() { return call('backgrounds', ...this.where()); }
  setNotes(notes) { call('setNotes', ...this.where(), notes); }
  setBackgrounds(colours) { call('setBackgrounds', ...this.where(), colours); }
}

class Sheet {
  constructor(title) { this.title = title; }
  getLastRow() { return call('lastRow', this.title); }
  getLastColumn() { return call('lastColumn', this.title); }
  getMaxRows() { return call('maxRows', this.title); }
  getRange(row, column, height, width) { return new Range(this, row, column, height || 1, width || 1); }
  getActiveRange() { return chosen; }
}

let chosen = null;
let acting = null; // whose trigger is at work; else the user at the screen
const properties = new Map();
const menus = [];
const triggers = [];
const cache = new Map();

const spreadsheet = {
  getId: () => call('id'),
  getSheets: () => call('sheets').map((title) => new Sheet(title)),
  getSpreadsheetTimeZone: () => 'Asia/Ho_Chi_Minh',
  toast: (sentence) => tell({ toast: sentence }),
};

function menu(title) {
  const made = { title, items: [] };
  const builder = {
    addItem: (label, handler) => (made.items.push([label, handler]), builder),
    addSeparator: () => builder,
    addToUi: () => menus.push(made),
  };
  return builder;
}

const ui = {
  ButtonSet: { OK: 'OK' },
  createMenu: menu,
  alert: (title, text) => tell({ alert: [title, text] }),
  showModalDialog: (page, title) => tell({ dialog: [title, page.text] }),
};

function trigger(handler) {
  const builder = {
    forSpreadsheet: () => builder,
    onEdit: () => builder,
    create: () => {
      const made = { getHandlerFunction: () => handler, getUniqueId: () => String(1000 + triggers.indexOf(made)), owner: call('email') };
      triggers.push(made);
      return made;
    },
  };
  return builder;
}

function template(source) {
  const page = {};
  page.evaluate = () => {
    const escaped = (text) => String(text).replace(/[&<>"']/g, (sign) => '&#' + sign.charCodeAt(0) + ';');
    const made = { text: source.replace(/<\?= (\w+) \?>/g, (_, name) => escaped(page[name])) };
    made.setWidth = made.setHeight = () => made;
    return made;
  };
  return page;
}

const context = vm.createContext({
  SpreadsheetApp: {
    getActive: () => spreadsheet,
    getActiveSheet: () => (chosen ? chosen.getSheet() : new Sheet(call('sheets')[0])),
    getUi: () => ui,
  },
  ScriptApp: {
    getIdentityToken: () => call('identityToken', acting),
    getProjectTriggers: () => triggers.filter((one) => one.owner === call('email')), // nobody sees another user's
    newTrigger: trigger,
  },
  UrlFetchApp: {
    fetch: (address, options) => {
      const [status, text] = call('fetch', address, options);
      return { getResponseCode: () => status, getContentText: () => text };
    },
  },
  CacheService: {
    getDocumentCache: () => ({ get: (key) => (cache.has(key) ? cache.get(key) : null), put: (key, text) => cache.set(key, text) }),
  },
  HtmlService: { createTemplate: template },
  PropertiesService: {
    getDocumentProperties: () => ({
      getProperty: (name) => (properties.has(name) ? properties.get(name) : null),
      setProperty: (name, value) => properties.set(name, value),
    }),
  },
  Utilities: {
    getUuid: () => crypto.randomUUID(),
    formatDate: (date, zone, form) => {
      if (form !== 'yyyy MM dd HH mm ss') throw new Error('no such form here: ' + form);
      const told = new Intl.DateTimeFormat('en-CA', {
        timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
      }).formatToParts(date);
      const part = (type) => told.find((one) => one.type === type).value;
      return ['year', 'month', 'day', 'hour', 'minute', 'second'].map(part).join(' ');
    },
    DigestAlgorithm: { SHA_256: 'sha256' },
    Charset: { UTF_8: 'utf8' },
    computeDigest: (algorithm, text) => [...crypto.createHash(algorithm).update(text, 'utf8').digest()],
    base64Encode: (bytes) => Buffer.from(bytes).toString('base64'),
    base64DecodeWebSafe: (text) => {
      if (text.length % 4 !== 0) throw new Error('Could not decode string.');
      return [...Buffer.from(text, 'base64url')];
    },
    newBlob: (bytes) => ({ getDataAsString: () => Buffer.from(bytes).toString('utf8') }),
  },
});

for (const file of process.argv.slice(2)) {
  vm.runInContext(fs.readFileSync(file, 'utf8'), context, { filename: file });
}

for (;;) {
  const wish = readLine();
  try {
    if (wish.choose) chosen = new Range(new Sheet(wish.choose[0]), ...wish.choose.slice(1));
    let done = null;
    if (wish.click) {
      const item = menus.flatMap((one) => one.items).find(([label]) => label === wish.click);
      if (!item) throw new Error('no such item: ' + wish.click);
      context[item[1]]();
    } else if (wish.edit) {
      const range = new Range(new Sheet(wish.edit[0]), ...wish.edit.slice(1));
      for (const one of triggers) {
        acting = one.owner;
        context[one.getHandlerFunction()]({ range, triggerUid: one.getUniqueId() });
      }
      acting = null;
      done = triggers.length;
    } else if (wish.run) {
      done = context[wish.run](...wish.values.map((value) => (value === null ? '' : value)));
      done = done === undefined ? null : done;
    } else if (wish.menus) {
      done = menus.map((one) => [one.title, one.items.map(([label]) => label)]);
    }
    tell({ done });
  } catch (error) {
    tell({ failed: String(error.stack) });
  }
}
