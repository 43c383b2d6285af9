"""PyJWT's side of the exchange: one request a line on stdin, one answer a line on stdout, both JSON.

Requests, answers and keys are those of `jose.mjs`. PyJWT makes no keys of its own: its library, `cryptography`, does.
"""

import base64
import datetime
import json
import secrets
import sys
import traceback

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
    load_der_public_key,
)
from cryptography.x509.oid import NameOID

PASSPHRASE = "open, sesame"

CURVES = {"ES256": ec.SECP256R1, "ES384": ec.SECP384R1, "ES512": ec.SECP521R1}

SECRET_BYTES = {"HS256": 32, "HS384": 48, "HS512": 64}


def version():
    return jwt.__version__


def sign(alg, key, payload, header):
    return jwt.encode(payload, load(key, alg, is_private=True), algorithm=alg, headers=header)


def verify(alg, key, token, options):
    if "set" in key:
        given = jwt.PyJWKSet.from_dict(key["set"])[jwt.get_unverified_header(token)["kid"]]
    else:
        given = load(key, alg, is_private=False)
    verified = jwt.decode_complete(token, given, algorithms=[alg], **options)
    return {"payload": verified["payload"], "header": verified["header"]}


def read(alg, key, isPrivate):
    """The key as PyJWT writes it, and its library."""
    algorithm = jwt.get_algorithm_by_name(alg)
    loaded = load(key, alg, isPrivate)
    loaded = loaded.key if isinstance(loaded, jwt.PyJWK) else algorithm.prepare_key(loaded)
    answer = {"jwk": algorithm.to_jwk(loaded, as_dict=True)}
    if alg.startswith("HS"):
        return answer
    if isPrivate:
        pem = loaded.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    else:
        pem = loaded.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return {**answer, "pem": pem.decode()}


def generate(alg):
    algorithm = jwt.get_algorithm_by_name(alg)
    if alg in SECRET_BYTES:
        jwk = algorithm.to_jwk(secrets.token_bytes(SECRET_BYTES[alg]), as_dict=True)
        forms = [{"form": "JWK", "jwk": jwk}, {"form": "bytes", "secret": jwk["k"]}]
        return {"private": forms, "public": forms}
    key = new_key(alg)
    return {
        "private": [{"form": "JWK", "jwk": algorithm.to_jwk(key, as_dict=True)}, *private_forms(key)],
        "public": [
            {"form": "JWK", "jwk": algorithm.to_jwk(key.public_key(), as_dict=True)},
            *public_forms(key.public_key()),
            *certificate_forms(key, algorithm.to_jwk(key.public_key(), as_dict=True)),
        ],
    }


def new_key(alg):
    if alg == "EdDSA":
        return ed25519.Ed25519PrivateKey.generate()
    if alg in CURVES:
        return ec.generate_private_key(CURVES[alg]())
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def private_forms(key):
    formats = [("pkcs8", PrivateFormat.PKCS8)]
    if not isinstance(key, ed25519.Ed25519PrivateKey):
        traditional = "pkcs1" if isinstance(key, rsa.RSAPrivateKey) else "sec1"
        formats.append((traditional, PrivateFormat.TraditionalOpenSSL))
    for name, form in formats:
        yield pem(name, key.private_bytes(Encoding.PEM, form, NoEncryption()))
        yield der(name, key.private_bytes(Encoding.DER, form, NoEncryption()))
        encrypted = key.private_bytes(Encoding.PEM, form, BestAvailableEncryption(PASSPHRASE.encode()))
        yield {**pem(f"encrypted {name}", encrypted), "passphrase": PASSPHRASE}
    encrypted = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, BestAvailableEncryption(PASSPHRASE.encode()))
    yield {**der("encrypted pkcs8", encrypted), "passphrase": PASSPHRASE}


def public_forms(key):
    formats = [("spki", PublicFormat.SubjectPublicKeyInfo)]
    if isinstance(key, rsa.RSAPublicKey):
        formats.append(("pkcs1", PublicFormat.PKCS1))
    for name, form in formats:
        yield pem(name, key.public_bytes(Encoding.PEM, form))
        yield der(name, key.public_bytes(Encoding.DER, form))


def certificate_forms(key, jwk):
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "exchange")])
    now = datetime.datetime.now(datetime.timezone.utc)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(now)
    builder = builder.not_valid_after(now + datetime.timedelta(days=1))
    certificate = builder.sign(key, None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256())
    written = der("certificate", certificate.public_bytes(Encoding.DER))
    yield pem("certificate", certificate.public_bytes(Encoding.PEM))
    yield written
    yield {"form": "JWK with its certificate", "jwk": {**jwk, "x5c": [written["der"]]}}


def pem(name, text):
    return {"form": f"{name} PEM", "pem": text.decode()}


def der(name, written):
    return {"form": f"{name} DER", "der": base64.b64encode(written).decode(), "type": name}


def load(key, alg, is_private):
    """By PyJWT itself, where it reads the form; else by its library, as its documentation says."""
    if "secret" in key:
        return jwt.utils.base64url_decode(key["secret"])
    if "jwk" in key:
        return jwt.PyJWK(key["jwk"], algorithm=alg)
    if "pem" in key:
        text = key["pem"]
        is_certificate = "-----BEGIN CERTIFICATE-----" in text
        return x509.load_pem_x509_certificate(text.encode()).public_key() if is_certificate else text
    written = base64.b64decode(key["der"])
    return load_der_private_key(written, password=None) if is_private else load_der_public_key(written)


OPERATIONS = {"version": version, "generate": generate, "sign": sign, "verify": verify, "read": read}


def answer(line):
    request = json.loads(line)
    try:
        return {"ok": OPERATIONS[request.pop("op")](**request)}
    except jwt.InvalidTokenError as error:
        return {"refused": type(error).__name__}
    except Exception:  # whatever it is, the other side has to hear of it
        return {"error": traceback.format_exc()}


for line in sys.stdin:
    print(json.dumps(answer(line)), flush=True)
