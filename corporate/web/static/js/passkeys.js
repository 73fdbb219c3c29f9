// Passkeys: log in, add one, sign. Before an authenticator is asked, what the page shows is compared with the text
// that is signed, and the challenge is made anew from that text; the server does the same from its own row.
const able = "PublicKeyCredential" in window && "parseRequestOptionsFromJSON" in PublicKeyCredential;
let ready = new WeakSet();
const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const unhex = (text) => Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));
const rotate = (word, by) => (word << by) | (word >>> (32 - by));

// SM3, GB/T 32905.
const sm3 = (text) => {
  const bytes = new TextEncoder().encode(text);
  const padded = new Uint8Array(((bytes.length + 72) >> 6) << 6);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 4, bytes.length * 8);
  const state = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e];
  for (let at = 0; at < padded.length; at += 64) {
    const w = Array.from({ length: 16 }, (_, i) => view.getUint32(at + 4 * i));
    for (let i = 16; i < 68; i++) {
      const x = w[i - 16] ^ w[i - 9] ^ rotate(w[i - 3], 15);
      w[i] = x ^ rotate(x, 15) ^ rotate(x, 23) ^ rotate(w[i - 13], 7) ^ w[i - 6];
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      const ss1 = rotate((rotate(a, 12) + e + rotate(i < 16 ? 0x79cc4519 : 0x7a879d8a, i % 32)) | 0, 7);
      const ff = i < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
      const gg = i < 16 ? e ^ f ^ g : (e & f) | (~e & g);
      const tt1 = (ff + d + (ss1 ^ rotate(a, 12)) + (w[i] ^ w[i + 4])) | 0;
      const tt2 = (gg + h + ss1 + w[i]) | 0;
      [d, c, b, a] = [c, rotate(b, 9), a, tt1];
      [h, g, f, e] = [g, rotate(f, 19), e, tt2 ^ rotate(tt2, 9) ^ rotate(tt2, 17)];
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] ^= word));
  }
  const out = new DataView(new ArrayBuffer(32));
  state.forEach((word, i) => out.setUint32(4 * i, word));
  return hex(new Uint8Array(out.buffer));
};

const challengeOf = async ({ statement, nonce, digest, person }) => {
  const prefix = new TextEncoder().encode(statement + "-v1\0");
  const whole = new Uint8Array([...prefix, ...unhex(nonce), ...unhex(digest), ...unhex(person)]);
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", whole)));
};

const plain = (text) => text.replace(/[\s,]/g, "").replace(/^\u2014$/, "");
const MUST = ["amount", "payee_name", "payee_account"];

const linesOf = (text) => {
  const lines = new Map();
  for (const line of text.split("\n")) {
    const at = line.indexOf(": ");
    const name = line.slice(0, at);
    lines.set(name, [...(lines.get(name) || []), line.slice(at + 2)]);
  }
  return lines;
};

// The first field that does not show what is signed, or nothing.
const changed = (root, asked, must = MUST) => {
  const lines = linesOf(asked.text);
  const said = (code, value) => {
    if (code !== "amount" && code !== "list_sum") return plain(value);
    const [currency, amount] = value.split(" ");
    return plain((asked.symbols[currency] || currency) + amount);
  };
  const shown = [...root.querySelectorAll("[data-signed]")].filter((field) => lines.has(asked.fields[field.dataset.signed]));
  for (const field of shown) {
    const code = field.dataset.signed;
    const name = asked.fields[code];
    if (!lines.get(name).some((value) => said(code, value) === plain(field.textContent))) return name;
  }
  const seen = (code) => shown.filter((field) => field.dataset.signed === code).length;
  const missing = must.find((code) => seen(code) < (lines.get(asked.fields[code]) || []).length);
  return missing && asked.fields[missing];
};

// Of a list: count and sums, then each row against its own text, whose digest the list names at that place.
const changedList = (root, asked) => {
  const lines = linesOf(asked.text);
  const rows = [...root.querySelectorAll("[data-item]")];
  const field = changed(root, asked, ["list_count", "list_sum"]);
  if (field || rows.length !== asked.parts.length) return field || asked.fields.list_count;
  for (const [at, text] of asked.parts.entries()) {
    const [currency, amount, digest] = lines.get(String(at + 1))[0].split(" ");
    if (sm3(text) !== digest) throw new Error("stale");
    const worth = `${asked.fields.amount}: ${currency} ${amount}`;
    const whole = linesOf(text).has(asked.fields.amount) ? text : `${worth}\n${text}`;
    const wrong = changed(rows[at], { ...asked, text: whole });
    if (wrong) return `${at + 1} \u00b7 ${wrong}`;
  }
};

const say = (form, key, field = "") => {
  const place = form.querySelector("[data-fault]");
  place.querySelector("span").textContent = (place.dataset[key] || key) + (field ? " \u00b7 " + field : "");
  place.hidden = false;
  form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
};

const ask = async (url, fields) => {
  const answer = await fetch(url, { method: "POST", body: new URLSearchParams(fields), redirect: "error" });
  const found = await answer.json();
  if (!answer.ok) throw new Error(found.fault);
  return found;
};

const signed = async (form, fields) => {
  const asked = await ask(form.dataset.sign, fields);
  const digest = form.elements.digest?.value || asked.digest;
  const raw = PublicKeyCredential.parseRequestOptionsFromJSON(asked.options);
  const same = hex(new Uint8Array(raw.challenge)) === (await challengeOf(asked));
  if (sm3(asked.text) !== digest || asked.digest !== digest || !same) throw new Error("stale");
  const root = form.closest("#pane, main");
  const compare = form.dataset.shown === "list" ? changedList : changed;
  const field = form.hasAttribute("data-shown") && compare(root, asked);
  if (field) throw Object.assign(new Error("differs"), { field });
  const credential = await navigator.credentials.get({ publicKey: raw });
  return JSON.stringify(credential.toJSON());
};

const created = async (form, fields) => {
  const { options } = await ask(form.dataset.create, fields);
  const credential = await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
  return JSON.stringify(credential.toJSON());
};

// A form with `data-sign` is signed when its button says so, one with `data-create` brings a new passkey; then it is sent.
const work = async (form, submitter) => {
  const fields = new FormData(form, submitter);
  if (submitter?.hasAttribute("data-passkey")) {
    form.elements.passkey.value = await signed(form, fields);
    fields.set("passkey", form.elements.passkey.value);
  }
  if (form.dataset.create) form.elements.created.value = await created(form, fields);
};

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  const wanted = submitter?.hasAttribute("data-passkey") || form.dataset.create;
  if (!wanted || ready.has(form)) return;
  event.preventDefault();
  form.querySelector("[data-fault]").hidden = true;
  if (!able) return say(form, "unable");
  submitter?.setAttribute("aria-busy", "true");
  work(form, submitter).then(() => {
    ready.add(form);
    form.requestSubmit(submitter);
  }).catch((fault) => {
    if (fault.name === "NotAllowedError" || fault.name === "AbortError") say(form, "cancelled");
    else if (fault.name === "InvalidStateError") say(form, "taken");
    else say(form, fault instanceof DOMException || fault instanceof TypeError ? "failed" : fault.message, fault.field);
  });
}, true);
// Back from the browser's own cache nothing is signed any more.
addEventListener("pageshow", () => (ready = new WeakSet()));

// Log-in: the button, and the same offered in the user name's own list.
const entry = document.querySelector("form[data-enter]");
let waiting;
const enter = async (mediation) => {
  waiting?.abort();
  waiting = new AbortController();
  const { options } = await ask(entry.dataset.enter, new FormData(entry));
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  const credential = await navigator.credentials.get({ publicKey, mediation, signal: waiting.signal });
  entry.elements.passkey.value = JSON.stringify(credential.toJSON());
  entry.requestSubmit();
};
if (entry && able) {
  entry.hidden = false;
  entry.querySelector("[data-begin]").addEventListener("click", () => {
    entry.querySelector("[data-fault]").hidden = true;
    enter("optional").catch((fault) => say(entry, fault.name === "NotAllowedError" ? "cancelled" : "failed"));
  });
  PublicKeyCredential.isConditionalMediationAvailable?.().then((can) => can && enter("conditional").catch(() => {}));
}
