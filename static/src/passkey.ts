// The script of pages with buttons of passkeys: the browser asks the device, the server checks what that answers. Where the browser knows no
// passkeys the buttons stay away.

interface Asked {
  ceremony: string;
  publicKey: Record<string, unknown>;
}

/** What an answer to a person says when it was refused. */
class Refused extends Error {
  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message);
  }
}

/** Where the answer goes, by what the passkey is for. */
const where = { "sign-in": "/api/session/passkey", confirm: "/api/session/confirmation", new: "/api/account/passkeys" };

if ("PublicKeyCredential" in window) offerPasskeys();

/** Brings the buttons of the page to life. */
function offerPasskeys(): void {
  for (const part of document.querySelectorAll<HTMLElement>("[data-passkey]")) {
    const told = part.querySelector<HTMLElement>("[role=alert]")!;
    part.hidden = false;
    part.querySelector("button")!.addEventListener("click", async () => {
      told.hidden = true;
      try {
        await use(part.dataset.passkey as keyof typeof where, part.querySelector("input")?.value);
        go(part);
      } catch (reason) {
        if (reason instanceof Refused && reason.code === "unconfirmed") return location.assign(`/confirm?to=${location.pathname}`);
        told.textContent = words(reason);
        told.hidden = false;
      }
    });
  }
}

/** Sends the form that the button is for, or leads on. */
function go(part: HTMLElement): void {
  const form = document.querySelector<HTMLFormElement>(`#${part.dataset.form ?? "none"} form`);
  if (form) form.requestSubmit();
  else location.assign(part.dataset.to!);
}

/** Asks the device for a passkey, or to make one, and has the server check it. */
async function use(occasion: keyof typeof where, name?: string): Promise<void> {
  const { ceremony, publicKey } = (await post("/api/passkeys/options", { for: occasion })) as unknown as Asked;
  const options = decoded(publicKey) as never;
  const credential = (await (occasion === "new"
    ? navigator.credentials.create({ publicKey: options })
    : navigator.credentials.get({ publicKey: options }))) as PublicKeyCredential | null;
  if (!credential) throw new Error("no credential");
  await post(where[occasion], { ceremony, answer: encoded(credential), ...(name?.trim() ? { name: name.trim() } : {}) });
}

async function post(path: string, body: object): Promise<Record<string, unknown>> {
  const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  const said = (await answer.json()) as Record<string, unknown>;
  if (!answer.ok) throw new Refused(String(said.message), String(said.code));
  return said;
}

function words(reason: unknown): string {
  if (reason instanceof Refused) return reason.message;
  switch ((reason as Error).name) {
    case "NotAllowedError":
    case "AbortError":
      return "The device did not answer, or it was cancelled. Try again.";
    case "InvalidStateError":
      return "This device has a passkey for your account already.";
    case "SecurityError":
      return "Passkeys do not work at this address.";
    default:
      return "That did not work. Look at the connection and try again.";
  }
}

/** Options with bytes where the server's JSON has base64url. */
function decoded(options: Record<string, unknown>): Record<string, unknown> {
  const known = (list: unknown) => (list as { id: string }[] | undefined)?.map((one) => ({ ...one, id: bytes(one.id) }));
  const user = options.user as { id: string } | undefined;
  return {
    ...options,
    challenge: bytes(options.challenge as string),
    ...(user ? { user: { ...user, id: bytes(user.id) } } : {}),
    ...(options.excludeCredentials ? { excludeCredentials: known(options.excludeCredentials) } : {}),
    ...(options.allowCredentials ? { allowCredentials: known(options.allowCredentials) } : {}),
  };
}

/** A credential as JSON, in the form of the standard; not every browser has its toJSON. */
function encoded(credential: PublicKeyCredential): object {
  const from = credential.response as AuthenticatorAttestationResponse & AuthenticatorAssertionResponse;
  const response: Record<string, unknown> = { clientDataJSON: text(from.clientDataJSON) };
  if (from.attestationObject) {
    response.attestationObject = text(from.attestationObject);
    response.transports = from.getTransports?.() ?? [];
  } else {
    response.authenticatorData = text(from.authenticatorData);
    response.signature = text(from.signature);
    if (from.userHandle) response.userHandle = text(from.userHandle);
  }
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response, clientExtensionResults: {} };
}

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64url.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
}

function text(buffer: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");
}
