// Drives the page of the example `chat` with Chromium. Usage: node page.js URL SHORT_LIVED_URL SCREENSHOTS
// The tokens of the second server expire after a few seconds. Exits with 1 and a message if the page does not do what it
// should.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { chromium } from "playwright-core";
import { io } from "socket.io-client";
import { withData } from "../../client/connect-error.js";

const [url, shortLivedUrl, screenshots] = process.argv.slice(2);
const PHONE = { width: 360, height: 740 };
const DESKTOP = { width: 1100, height: 760 };
const WAIT = 20_000;

setTimeout(() => fail("the page test took longer than 90 seconds"), 90_000).unref();

await mkdir(screenshots, { recursive: true });
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
const errors = [];
try {
  await Promise.all([chat(), expiry()]);
  assert.deepEqual(errors, [], "errors of the pages");
} catch (error) {
  await browser.close();
  fail(error.stack);
}
await browser.close();

function fail(message) {
  console.error(message);
  process.exit(1);
}

async function chat() {
  const alice = await open(url, PHONE, "light");
  const bob = await open(url, DESKTOP, "dark");

  await shot(alice, "login");
  const refused = await fetch(`${url}/login`, json({ name: " ".repeat(40) }));
  assert.deepEqual([refused.status, (await refused.json()).code], [400, "invalid_name"]);

  const aliceToken = await logIn(alice, "Alice");
  const bobToken = await logIn(bob, "Bob");
  await see(alice, "#log", "Bob joined");

  // Both directions, and text that is not markup.
  const markup = "<img src=x onerror=alert(1)> & <b>bold</b>";
  await say(alice, "Hello Bob");
  await see(bob, ".message:not(.mine)", "Hello Bob");
  await say(bob, markup);
  await see(alice, ".message:not(.mine)", markup);
  await say(alice, "A very long word: " + "W".repeat(120));
  await see(bob, ".message", "WWW");
  assert.equal(await alice.locator("#log img").count(), 0);
  await shot(alice, "chat");
  await shot(bob, "chat");

  // A bad token is refused with message and code; the first connection goes on.
  await bob.click("#bad");
  await see(bob, ".error", "invalid signature (invalid_token)");
  await shot(bob, "bad-token");
  await say(bob, "Still here as well");
  await see(alice, ".message", "Still here as well");

  // Both tabs of the user are logged out, the other user is not.
  const tab = await open(url, PHONE, "dark", alice.context());
  await logIn(tab, "alice");
  await shot(tab, "second-tab");
  await alice.click("#logout");
  for (const page of [alice, tab]) {
    await see(page, "#reason", "jwt revoked (token_revoked)");
    await page.locator("#login").waitFor({ timeout: WAIT });
  }
  await shot(alice, "revoked");
  await see(bob, "#log", "Alice left");
  await say(bob, "Alone");
  await see(bob, ".message.mine", "Alone");

  // The tokens from before cannot be used again; those of the other user and new ones can.
  assert.deepEqual(await connect(aliceToken), { message: "jwt revoked", code: "token_revoked", type: "UnauthorizedError" });
  for (const path of ["renew", "logout"]) {
    const answer = await fetch(`${url}/${path}`, json({}, aliceToken));
    assert.deepEqual([answer.status, (await answer.json()).code], [401, "token_revoked"], path);
  }
  assert.equal(await connect(bobToken), "connected");
  await logIn(alice, "Alice");
  await say(alice, "Back again");
  await see(bob, ".message", "Back again");

  // The longest name.
  await logIn(tab, "W".repeat(32));
  await say(tab, "Hello all");
  await see(alice, ".message", "Hello all");
  await shot(tab, "long-name");
  await shot(alice, "long-name");
}

// Warning, renewal, expiry.
async function expiry() {
  const page = await open(shortLivedUrl, PHONE, "light");
  await logIn(page, "Carol");

  // The life of the token goes down until the warning comes.
  const atFirst = await life(page);
  await page.waitForFunction((before) => secondsLeft() < before, atFirst, { timeout: WAIT });
  await see(page, "#banner", "expires soon");
  await shot(page, "expiring");

  // It goes up with the renewal, and the socket is the same.
  const before = await life(page);
  const socketId = await page.locator("#socket-id").textContent();
  const renewedAt = Date.now();
  await page.click("#renew");
  await see(page, "#log", `Token renewed, still socket ${socketId}`);
  const after = await life(page);
  assert(after > before, `renewed: ${before} seconds before, ${after} after`);
  assert.equal(await page.locator("#socket-id").textContent(), socketId);
  assert(await page.locator("#banner").isHidden());
  await say(page, "Still here");
  await see(page, ".message.mine", "Still here");
  await shot(page, "renewed");

  // It expires when the new token does. `exp` is in whole seconds, so that a token may live a second less.
  await see(page, "#reason", "jwt expired (token_expired)");
  const lived = Date.now() - renewedAt;
  assert(lived > (after - 1) * 1000, `the renewed token lived ${lived} milliseconds of ${after} seconds`);
  await page.locator("#login").waitFor({ timeout: WAIT });
  await shot(page, "expired");
}

async function open(address, viewport, colorScheme, context) {
  context ??= await browser.newContext({ viewport });
  const page = await context.newPage();
  await page.emulateMedia({ colorScheme });
  page.on("pageerror", (error) => errors.push(error.stack));
  page.on("dialog", (dialog) => {
    errors.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  await page.goto(address);
  await page.addScriptTag({
    content: `function secondsLeft() {
      const [minutes, seconds] = document.getElementById("left").textContent.split(":");
      return 60 * minutes + Number(seconds);
    }`,
  });
  return page;
}

// Returns the token.
async function logIn(page, name) {
  await page.fill("#name", name);
  const answer = page.waitForResponse((response) => response.url().endsWith("/login"));
  await page.click("#login button");
  await see(page, "#log", `${name} joined`);
  return (await (await answer).json()).token;
}

async function say(page, text) {
  await page.fill("#text", text);
  await page.press("#text", "Enter");
}

// Waits until an element contains a text.
async function see(page, selector, text) {
  try {
    await page.locator(selector, { hasText: text }).first().waitFor({ timeout: WAIT });
  } catch {
    const body = await page.locator("body").innerText();
    throw new Error(`there is no ${selector} with ${JSON.stringify(text)}; the page is:\n${body}`);
  }
}

function life(page) {
  return page.evaluate(() => secondsLeft());
}

async function shot(page, name) {
  const { width } = page.viewportSize();
  const scrollWidth = await page.evaluate(() => Math.max(
    ...[document.documentElement, ...document.querySelectorAll("main, #log")].map((element) =>
      element.getBoundingClientRect().left + element.scrollWidth),
  ));
  assert(scrollWidth <= width, `${name}: ${scrollWidth} pixels on a page of ${width}`);
  const scheme = await page.evaluate(() => (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
  await page.screenshot({ path: `${screenshots}/${name}-${width}-${scheme}.png` });
}

function json(body, token) {
  const headers = { "content-type": "application/json" };
  if (token) headers.authorization = `Bearer ${token}`;
  return { method: "POST", headers, body: JSON.stringify(body) };
}

// "connected", or what the server said.
async function connect(token) {
  const socket = io(url, { auth: { token }, forceNew: true, reconnection: false });
  const result = await new Promise((resolve) => {
    socket.on("connect", () => resolve("connected"));
    socket.on("connect_error", (error) => resolve(withData(error).data));
  });
  socket.disconnect();
  return result;
}
