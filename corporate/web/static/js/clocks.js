// Cut-off clocks count down by the server's time, not by that of this machine. Words come from the server.
const strip = document.querySelector("[data-now]");
const ahead = strip ? Date.now() / 1000 - Number(strip.dataset.now) : 0;

const filled = (text, seconds) => {
  const minutes = Math.ceil(seconds / 60);
  return text.replace("{h}", Math.floor(minutes / 60)).replace("{m}", minutes % 60);
};

const set = (clock, state, text, share) => {
  clock.dataset.state = state;
  const left = clock.querySelector(".left");
  if (left.textContent !== text) left.textContent = text;
  clock.querySelector(".v")?.setAttribute("stroke-dasharray", share + " 100");
};

const tick = () => {
  const now = Date.now() / 1000 - ahead;
  for (const clock of strip.querySelectorAll("[data-closes]")) {
    const { opens, closes, hours, minutes, closed } = clock.dataset;
    const left = Number(closes) - now;
    const share = Math.max(0, Math.round((100 * left) / (closes - opens)));
    if (left <= 0) set(clock, "closed", closed, 0);
    else if (now >= Number(opens)) set(clock, left < 3600 ? "soon" : "open", filled(left < 3600 ? minutes : hours, left), share);
  }
};
if (strip) setInterval(tick, 5000);
