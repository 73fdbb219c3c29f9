// The slider and the field of an amount say the same, exactly: amounts are counted in fen, never in fractions.
// So is what the bank would pay for it, at the rate it has quoted; the bank's own sums count.
const quote = document.querySelector("[data-rate]");
const split = document.querySelector("[data-split]");

if (split) {
  const slider = split.querySelector("input[type=range]");
  const typed = split.querySelector("input[name=amount]");
  const [out, stays] = split.querySelectorAll("[data-out], [data-stays]");
  const whole = BigInt(split.dataset.split);
  const written = (fen) => {
    const digits = fen.toString().padStart(3, "0");
    return `${digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ",")}.${digits.slice(-2)}`;
  };
  const read = (text) => {
    const found = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(text.replaceAll(",", "").trim());
    return found ? BigInt(found[1]) * 100n + BigInt((found[2] ?? "").padEnd(2, "0") || "0") : 0n;
  };
  const halfUp = (top, bottom) => (top * 2n + bottom) / (bottom * 2n);
  const calculate = (fen) => {
    const [units, parts = ""] = quote.dataset.rate.split(".");
    const yearly = 36000n * 10n ** BigInt(parts.length);
    const interest = halfUp(fen * BigInt(quote.dataset.days) * BigInt(units + parts), yearly);
    const buyer = halfUp(interest * BigInt(quote.dataset.percent), 100n);
    const sums = { interest, buyer, proceeds: fen - interest + buyer };
    for (const place of quote.querySelectorAll("[data-sum]")) {
      place.textContent = written(sums[place.dataset.sum]);
    }
  };
  const show = (fen) => {
    const kept = fen > 0n && fen <= whole ? fen : whole;
    out.textContent = written(kept);
    stays.textContent = written(whole - kept);
    if (quote) {
      calculate(kept);
    }
    return kept;
  };
  slider.addEventListener("input", () => {
    const fen = BigInt(slider.value);
    typed.value = written(fen);
    show(fen);
  });
  typed.addEventListener("input", () => {
    slider.value = show(read(typed.value)).toString();
  });
  slider.closest("[hidden]")?.removeAttribute("hidden");
  show(read(typed.value));
}
