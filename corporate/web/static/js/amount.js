// The amount in Chinese capitals (大写) while it is typed; the same rules as kernel/capital.py, which a test compares.
// It only shows. What was typed goes to the server untouched.
const DIGITS = "零壹贰叁肆伍陆柒捌玖";
const PLACES = ["仟", "佰", "拾", ""];

const section = (number) => {
  let words = "";
  let gap = false;
  [...String(number).padStart(4, "0")].forEach((digit, place) => {
    if (digit === "0") {
      gap = words !== "";
      return;
    }
    words += (gap ? "零" : "") + DIGITS[digit] + PLACES[place];
    gap = false;
  });
  return words;
};

const joined = (upper, unit, lower, gap) => {
  if (!upper) return lower;
  return upper + unit + (lower && gap ? "零" : "") + lower;
};

const wan = (number) => {
  const lower = number % 10000;
  return joined(section(Math.floor(number / 10000)), "万", section(lower), lower < 1000);
};

const yi = (number) => {
  const lower = number % 1e8;
  return joined(wan(Math.floor(number / 1e8)), "亿", wan(lower), lower < 1e7);
};

const capitals = (whole, cents) => {
  const jiao = Math.floor(cents / 10);
  const fen = cents % 10;
  const yuan = whole || !cents ? (yi(whole) || DIGITS[0]) + "元" : "";
  if (!cents) return yuan + "整";
  if (!fen) return yuan + DIGITS[jiao] + "角整";
  if (!jiao) return yuan + (yuan ? "零" : "") + DIGITS[fen] + "分";
  return yuan + (yuan && whole % 10 === 0 ? "零" : "") + DIGITS[jiao] + "角" + DIGITS[fen] + "分";
};

const read = (typed, decimals) => {
  const plain = typed.trim().replace(/[０-９，．]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));
  if (plain.includes(",") && !/^[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/.test(plain)) return null;
  const found = /^(0|[1-9]\d{0,14})(?:\.(\d+))?$/.exec(plain.replaceAll(",", ""));
  if (!found || (found[2] || "").length > decimals) return null;
  return [Number(found[1]), decimals ? Number((found[2] || "").padEnd(decimals, "0")) : 0];
};

const tell = (input) => {
  const output = document.getElementById(input.dataset.amount);
  const currency = input.form.elements[input.dataset.currency]?.value || "CNY";
  const [name, decimals] = JSON.parse(output.dataset.currencies)[currency];
  const amount = read(input.value, decimals);
  output.textContent = amount ? name + " " + capitals(...amount) : input.value && output.dataset.bad;
};

document.addEventListener("input", (event) => {
  const form = event.target.form;
  form?.querySelectorAll("input[data-amount]").forEach((input) => {
    if (input === event.target || input.dataset.currency === event.target.name) tell(input);
  });
});
