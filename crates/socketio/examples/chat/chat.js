import { withData } from "/connect-error.js";
import { io } from "/socket.io.js";

const $ = (id) => document.getElementById(id);

// The token is only in memory, so the user logs in again after a reload.
let token;
let socket;
let life; // in milliseconds
let expiresAt;

$("login-form").onsubmit = (event) => {
  event.preventDefault();
  attempt(async () => logIn((await post("/login", { name: $("name").value })).token));
};

$("say-form").onsubmit = (event) => {
  event.preventDefault();
  socket.emit("say", $("text").value);
  $("text").value = "";
};

$("renew").onclick = () => attempt(renew);
$("logout").onclick = () => attempt(logOutEverywhere);
$("bad").onclick = tryBadToken;

function logIn(first) {
  keep(first);
  $("reason").hidden = true;
  // A function, so that the client uses the renewed token when it connects again.
  socket = io({ auth: (send) => send({ token }), forceNew: true });
  socket.on("connect", () => {
    $("socket-id").textContent = socket.id;
    show("chat");
    $("text").focus();
  });
  socket.on("connect_error", (error) => {
    // The client tries again after a network error, but not after a refusal.
    if (socket.active) add("error", "No connection. Trying again …");
    else leave(withData(error).data);
  });
  socket.on("disconnect", (reason) => {
    if (socket.active) add("error", "The connection was lost. Trying again …");
    else leave({ message: reason, code: "disconnected" });
  });
  socket.on("said", ({ name, text }) => add(name === $("me").textContent ? "message mine" : "message", text, name));
  socket.on("joined", (name) => add("notice", `${name} joined`));
  socket.on("left", (name) => add("notice", `${name} left`));
  socket.on("token_expiring", () => {
    $("chat").classList.add("expiring");
    banner("Your token expires soon. Renew it to stay.");
  });
  socket.on("unauthorized", ({ data }) => {
    if (["token_expired", "token_revoked"].includes(data.code)) leave(data);
    else banner(describe(data));
  });
}

// The new token takes effect on the open connection.
async function renew() {
  const current = socket;
  const renewed = (await post("/renew")).token;
  const error = await current.timeout(5000).emitWithAck("authenticate", { token: renewed });
  if (error) throw error;
  keep(renewed);
  add("notice", `Token renewed, still socket ${current.id}`);
}

// All sockets of the user get "unauthorized" with the code "token_revoked", including this socket.
async function logOutEverywhere() {
  await post("/logout");
  if (socket?.connected === false) leave({ message: "jwt revoked", code: "token_revoked" });
}

// Opens a second connection, with a token whose signature is wrong.
function tryBadToken() {
  const [header, payload] = token.split(".");
  const second = io({ auth: { token: `${header}.${payload}.${"A".repeat(43)}` }, forceNew: true, reconnection: false });
  second.on("connect_error", (error) => {
    add("error", `A bad token was refused: ${describe(withData(error).data)}`);
    second.disconnect();
  });
  second.on("connect", () => {
    add("error", "A bad token was accepted!");
    second.disconnect();
  });
}

// Returns to the login form.
function leave(reason) {
  socket?.off();
  socket?.disconnect();
  socket = token = undefined;
  show("login");
  $("log").replaceChildren();
  $("reason").textContent = describe(reason);
  $("reason").hidden = false;
  $("name").focus();
}

function keep(newToken) {
  const { name, iat, exp } = claims(newToken);
  token = newToken;
  // The token was signed just now, so this is right even if the clock of this device is wrong.
  life = (exp - iat) * 1000;
  expiresAt = Date.now() + life;
  $("me").textContent = name;
  $("chat").classList.remove("expiring");
  $("banner").hidden = true;
  countDown();
}

// Reads the payload without verification; the server verifies tokens.
function claims(token) {
  const base64 = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}

function countDown() {
  if (!token) return;
  const left = Math.max(0, expiresAt - Date.now());
  const seconds = Math.ceil(left / 1000);
  $("left").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  $("life").value = left / life;
}
setInterval(countDown, 250);

async function post(path, body) {
  const headers = { "content-type": "application/json" };
  if (token) headers.authorization = `Bearer ${token}`;
  const response = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  const answer = await response.json();
  if (!response.ok) throw answer;
  return answer;
}

// Runs an action of the user, and shows why it failed.
async function attempt(action) {
  const before = socket;
  try {
    await action();
  } catch (error) {
    // The user was logged out in the meantime, and the page says why.
    if (socket !== before) return;
    if (token) banner(describe(error));
    else leave(error);
  }
}

function describe({ message, code }) {
  return code ? `${message} (${code})` : message;
}

function banner(text) {
  $("banner").textContent = text;
  $("banner").hidden = false;
}

function show(id) {
  for (const other of ["login", "chat"]) $(other).hidden = other !== id;
}

// Messages from users are inserted as text nodes, never as HTML.
function add(kind, text, name) {
  const item = document.createElement("li");
  item.className = kind;
  if (name) {
    const author = document.createElement("b");
    author.textContent = name;
    item.append(author);
  }
  item.append(text);
  $("log").append(item);
  if ($("log").childElementCount > 500) $("log").firstElementChild.remove();
  $("log").scrollTop = $("log").scrollHeight;
}
