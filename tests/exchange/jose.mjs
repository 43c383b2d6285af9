// jose's side of the exchange: one request a line on stdin, one answer a line on stdout, both JSON.
//
// { "op": ..., ... } is answered with { "ok": value }, with { "refused": code } for what jose does not take, or with
// { "error": text } for what should not happen. A key is { "pem": text }, { "der": base64, "type": what it holds },
// { "jwk": object }, { "set": object } or { "secret": base64url }; one that is made here says its "form" besides, and its
// "passphrase" where it has one.
import * as crypto from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as readline from 'node:readline';
import * as jose from 'jose';

// Node 18 keeps to itself what jose expects.
globalThis.crypto ??= crypto.webcrypto;
globalThis.CryptoKey ??= crypto.webcrypto.CryptoKey;

const PASSPHRASE = 'open, sesame';
const CIPHER = 'aes-256-cbc';

const operations = {
  version: () => JSON.parse(readFileSync(new URL('node_modules/jose/package.json', import.meta.url))).version,

  generate: ({ alg }) => (alg.startsWith('HS') ? generateSecret(alg) : generatePair(alg)),

  sign: async ({ alg, key, payload, header }) =>
    new jose.SignJWT(payload).setProtectedHeader({ alg, ...header }).sign(await importKey(key, alg, true)),

  verify: async ({ alg, key, token, options }) => {
    const given = key.set ? jose.createLocalJWKSet(key.set) : await importKey(key, alg, false);
    const { payload, protectedHeader } = await jose.jwtVerify(token, given, { algorithms: [alg], ...options });
    return { payload, header: protectedHeader };
  },

  // The key as jose writes it.
  read: async ({ alg, key, isPrivate }) => {
    const read = await importKey(key, alg, isPrivate);
    const jwk = await jose.exportJWK(read);
    const thumbprint = await jose.calculateJwkThumbprint(jwk);
    if (jwk.kty === 'oct') return { jwk, thumbprint };
    return { jwk, thumbprint, pem: await (isPrivate ? jose.exportPKCS8 : jose.exportSPKI)(read) };
  },
};

/** By jose itself, where it reads the form; else by Node, whose key objects jose takes. */
async function importKey({ pem, der, type, jwk, secret }, alg, isPrivate) {
  const options = { extractable: true };
  if (secret) return jose.base64url.decode(secret);
  if (jwk) return jose.importJWK(jwk, alg, options);
  const byNode = isPrivate ? crypto.createPrivateKey : crypto.createPublicKey;
  if (der) return byNode({ key: Buffer.from(der, 'base64'), format: 'der', type });
  const [, label] = /-----BEGIN ([^-]*)-----/.exec(pem);
  const byJose = { 'PRIVATE KEY': jose.importPKCS8, 'PUBLIC KEY': jose.importSPKI, CERTIFICATE: jose.importX509 }[label];
  return byJose ? byJose(pem, alg, options) : byNode(pem);
}

async function generateSecret(alg) {
  const jwk = await jose.exportJWK(await jose.generateSecret(alg, { extractable: true }));
  const forms = [{ form: 'JWK', jwk }, { form: 'bytes', secret: jwk.k }];
  return { private: forms, public: forms, thumbprint: await jose.calculateJwkThumbprint(jwk) };
}

async function generatePair(alg) {
  const pair = await jose.generateKeyPair(alg, { extractable: true });
  const jwk = await jose.exportJWK(pair.privateKey);
  const publicJwk = await jose.exportJWK(pair.publicKey);
  const privateKey = crypto.KeyObject.from(pair.privateKey);
  const publicKey = crypto.KeyObject.from(pair.publicKey);
  const privates = [
    { form: 'JWK', jwk },
    { form: 'PKCS#8 PEM', pem: await jose.exportPKCS8(pair.privateKey) },
    ...forms(privateKey, 'pkcs8'),
    encrypted(privateKey, 'pkcs8', 'pem'),
    encrypted(privateKey, 'pkcs8', 'der'),
  ];
  const publics = [
    { form: 'JWK', jwk: publicJwk },
    { form: 'SPKI PEM', pem: await jose.exportSPKI(pair.publicKey) },
    ...forms(publicKey, 'spki'),
  ];
  const traditional = { RSA: 'pkcs1', EC: 'sec1' }[jwk.kty];
  if (traditional) privates.push(...forms(privateKey, traditional), encrypted(privateKey, traditional, 'pem'));
  if (jwk.kty === 'RSA') publics.push(...forms(publicKey, 'pkcs1'));
  return { private: privates, public: publics, thumbprint: await jose.calculateJwkThumbprint(publicJwk) };
}

/** PEM and DER, by Node. */
function forms(key, type) {
  return [
    { form: `${type} PEM`, pem: key.export({ type, format: 'pem' }) },
    { form: `${type} DER`, der: key.export({ type, format: 'der' }).toString('base64'), type },
  ];
}

function encrypted(key, type, format) {
  const bytes = key.export({ type, format, cipher: CIPHER, passphrase: PASSPHRASE });
  const written = format === 'pem' ? { pem: bytes } : { der: bytes.toString('base64'), type };
  return { form: `encrypted ${type} ${format}`, passphrase: PASSPHRASE, ...written };
}

async function answer(line) {
  const request = JSON.parse(line);
  try {
    return { ok: await operations[request.op](request) };
  } catch (error) {
    return error instanceof jose.errors.JOSEError ? { refused: error.code } : { error: `${error.stack}` };
  }
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await answer(line))}\n`);
}
