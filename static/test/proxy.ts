// A proxy such as some hospitals have: it passes everything on but the upgrade to a websocket.
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export class Proxy {
  /** How many upgrades it refused. */
  refused = 0;
  private server: Server;

  constructor(target: string, status: number) {
    const { hostname, port } = new URL(target);
    this.server = createServer((asked, answer) => {
      const passed = request({ hostname, port, path: asked.url, method: asked.method, headers: asked.headers }, (reply) => {
        answer.writeHead(reply.statusCode!, reply.headers);
        reply.pipe(answer);
      });
      passed.on("error", () => answer.destroy());
      answer.on("close", () => passed.destroy()); // long polling that was given up
      asked.pipe(passed);
    });
    this.server.on("upgrade", (_, socket) => {
      this.refused++;
      socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    });
  }

  /** Starts it on a free port. Returns its address. */
  async start(): Promise<string> {
    await new Promise<void>((listening) => this.server.listen(0, "localhost", listening));
    return `http://localhost:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
