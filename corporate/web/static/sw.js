// Keeps hashed assets and one offline page, and shows what is pushed to this device. It must never put a page, a fragment or an answer about an account into a
// cache: everything else goes to the network, and only a failed visit is answered from here.
// VERSION and ASSETS are written above by the server.
const CACHE = "assets-" + VERSION;
const OFFLINE = "/offline";

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([OFFLINE, ...ASSETS])).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const drop = (names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
  event.waitUntil(caches.keys().then(drop).then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (ASSETS.includes(new URL(request.url).pathname)) {
    event.respondWith(caches.match(request).then((kept) => kept || fetch(request)));
  } else if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match(OFFLINE)));
  }
});

// A notice names a thing and the page it is on, never an amount. The first one holds the code that proves this device:
// a page of ours that waits for it is told. The same notice sent twice is shown once.
self.addEventListener("push", (event) => {
  const said = event.data.json();
  const mine = (pair) => pair[navigator.language.startsWith("zh") ? 0 : 1];
  const icon = ASSETS.find((url) => url.includes("/logo."));
  const shown = self.registration.showNotification(mine(said.title), {
    body: mine(said.text), tag: said.tag, icon, badge: icon, data: said.path || "/",
  });
  const tell = (pages) => said.path || pages.forEach((page) => page.postMessage({ code: said.text[0] }));
  event.waitUntil(Promise.all([shown, self.clients.matchAll({ type: "window" }).then(tell)]));
});

// The browser has changed its subscription: what the bank knows leads nowhere. The new one has to be proven like any other,
// by somebody who is logged in, so it is said and not done here.
const LOST = [
  ["此设备的提醒已中断", "Notices on this device have stopped"],
  ["浏览器更换了推送订阅。请登录后在“通知设置”中重新打开此设备的提醒。", "The browser has changed its subscription. Log in and switch this device on again under “Notice settings”."],
];
self.addEventListener("pushsubscriptionchange", (event) => {
  const [title, body] = LOST.map((pair) => pair[navigator.language.startsWith("zh") ? 0 : 1]);
  const icon = ASSETS.find((url) => url.includes("/logo."));
  event.waitUntil(self.registration.showNotification(title, { body, tag: "subscription", icon, badge: icon, data: "/" }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = new URL(event.notification.data, location.origin);
  if (url.origin !== location.origin) return;
  const open = (pages) => pages.find((page) => page.url === url.href)?.focus() || self.clients.openWindow(url.href);
  event.waitUntil(self.clients.matchAll({ type: "window" }).then(open));
});
