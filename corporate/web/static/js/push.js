// "Tell me on this device": asks the browser for a subscription and hands it to the form; says plainly why not.
// The first push carries the code that proves the device; the service worker passes it on to this page.
const form = document.querySelector("form[data-push]");
const fault = form.querySelector("[data-fault]");

const say = (key) => {
  fault.querySelector("span").textContent = fault.dataset[key];
  fault.hidden = false;
  form.querySelector("button").removeAttribute("aria-busy");
};

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

const subscribed = async () => {
  if (Notification.permission === "denied") throw new Error("denied");
  if ((await Notification.requestPermission()) !== "granted") throw new Error(Notification.permission === "denied" ? "denied" : "later");
  const { pushManager } = await navigator.serviceWorker.ready;
  const key = bytes(form.dataset.push);
  const standing = await pushManager.getSubscription();
  const known = standing && String(new Uint8Array(standing.options.applicationServerKey)) === String(key);
  if (standing && !known) await standing.unsubscribe();
  return known ? standing : pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
};

form.addEventListener("submit", (event) => {
  if (form.elements.subscription.value) return;
  event.preventDefault();
  if (!("PushManager" in window && "Notification" in window && "serviceWorker" in navigator)) return say("unable");
  fault.hidden = true;
  event.submitter?.setAttribute("aria-busy", "true");
  subscribed().then((subscription) => {
    form.elements.subscription.value = JSON.stringify(subscription);
    form.requestSubmit(event.submitter);
  }).catch((why) => say(fault.dataset[why.message] ? why.message : "away"));
});

navigator.serviceWorker?.addEventListener("message", ({ data }) => {
  const awaits = document.querySelector("form[data-awaits]");
  const code = /\d{6}/.exec(data.code || "");
  if (!awaits || !code) return;
  awaits.elements.code.value = code[0];
  awaits.requestSubmit(awaits.querySelector("button[value=prove]"));
});
