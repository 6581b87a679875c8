// Another service that says who somebody is, by OpenID Connect, as an organisation has one for its staff.
import { createHash, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

const secret = "a-secret-of-the-client";
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

export class Provider {
  url = "";
  /** Who sits at its page. */
  person = { subject: "sam-1", email: "sam@council.example" };
  /** The questions that it was asked, the last one last. */
  readonly asked: URLSearchParams[] = [];
  private codes = new Map<string, URLSearchParams>();
  private key = generateKeyPairSync("rsa", { modulusLength: 2048 });
  private server = createServer((request, answer) => void this.answer(request).then(
    ({ status = 200, body, ...headers }) => answer.writeHead(status, headers as Record<string, string>).end(body),
    (error: unknown) => answer.writeHead(400).end(String(error)),
  ));

  /** Starts it on a free port. Returns the settings' file for --oidc, in this folder. */
  async start(folder: string): Promise<string> {
    await new Promise<void>((listening) => this.server.listen(0, "127.0.0.1", listening));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    const [file, kept] = [join(folder, "service.yaml"), join(folder, "service.secret")];
    writeFileSync(kept, secret, { mode: 0o600 });
    writeFileSync(file, `id: council\nname: Example Council\nissuer: ${this.url}\nclient-id: room\nclient-secret-file: ${kept}\n`);
    return file;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(request: IncomingMessage): Promise<{ status?: number; body?: string; [header: string]: unknown }> {
    const at = new URL(request.url!, this.url);
    const json = (value: object) => ({ "Content-Type": "application/json", body: JSON.stringify(value) });
    switch (`${request.method} ${at.pathname}`) {
      case "GET /.well-known/openid-configuration":
        return json({ issuer: this.url, authorization_endpoint: `${this.url}/ask`, token_endpoint: `${this.url}/token`, jwks_uri: `${this.url}/keys` });
      case "GET /keys":
        return json({ keys: [{ ...this.key.publicKey.export({ format: "jwk" }), kid: "k", use: "sig", alg: "RS256" }] });
      case "GET /ask":
        this.asked.push(at.searchParams);
        return { "Content-Type": "text/html", body: `<!doctype html><title>Example Council</title><form method="post"><button>It is I</button></form>` };
      case "POST /ask": {
        const code = randomUUID();
        this.codes.set(code, at.searchParams);
        const back = new URL(at.searchParams.get("redirect_uri")!);
        back.search = new URLSearchParams({ code, state: at.searchParams.get("state")! }).toString();
        return { status: 303, Location: back.href };
      }
      case "POST /token":
        return json(await this.token(request));
      default: // such as a picture for the browser's tab
        return { status: 204 };
    }
  }

  /** An id token for a code, once, and to who can show that they asked. */
  private async token(request: IncomingMessage): Promise<object> {
    let body = "";
    for await (const piece of request) body += String(piece);
    const sent = new URLSearchParams(body);
    const question = this.codes.get(sent.get("code")!);
    this.codes.delete(sent.get("code")!);
    const known = request.headers.authorization === `Basic ${Buffer.from(`room:${secret}`).toString("base64")}`;
    const challenge = createHash("sha256").update(sent.get("code_verifier") ?? "").digest("base64url");
    if (!question || !known || question.get("code_challenge") !== challenge || question.get("redirect_uri") !== sent.get("redirect_uri"))
      throw new Error("no such code");
    const now = Math.floor(Date.now() / 1000);
    const said = `${encode({ alg: "RS256", kid: "k" })}.${encode({ iss: this.url, sub: this.person.subject, aud: "room", iat: now, exp: now + 60,
      auth_time: now, nonce: question.get("nonce"), email: this.person.email, email_verified: true })}`;
    const signature = sign("sha256", Buffer.from(said), this.key.privateKey).toString("base64url");
    return { access_token: "x", token_type: "Bearer", id_token: `${said}.${signature}` };
  }
}
