// A meeting with a few people round it, each in a browser of their own.
import type { APIRequestContext, Browser, BrowserContextOptions, Page } from "@playwright/test";
import { type Program, test as base } from "./program.ts";
import { whole } from "./room.ts";
import type { Reply } from "../src/connection.ts";
import type { Commands, Meeting } from "../src/wire.ts";

interface Entry {
  number: number;
  command: string;
  kind: string;
  body: Record<string, string>;
}

/** One person: their page, and what their cookie lets them do without it. */
export class Person {
  private commands = 0;
  constructor(
    public page: Page,
    private request: APIRequestContext,
    private url: string,
    public meeting: string,
    public attendee = "a1",
  ) {}

  async post(path: string, data: unknown): Promise<Record<string, string>> {
    const reply = await this.request.post(this.url + path, { data });
    if (!reply.ok()) throw new Error(`${path}: ${await reply.text()}`);
    return (await reply.json()) as Record<string, string>;
  }

  /** Asks the server as the page would, but without it. */
  async ask(path: string, { method = "GET", body }: { method?: string; body?: string } = {}): Promise<Reply> {
    const headers = body === undefined ? undefined : { "Content-Type": "application/json" };
    const reply = await this.request.fetch(this.url + path, { method, data: body, headers, timeout: 30_000 });
    return { status: reply.status(), json: () => reply.json() };
  }

  /** The meeting as this person may see it. */
  async read(): Promise<Meeting> {
    const reply = await this.request.get(`${this.url}/api/meetings/${this.meeting}`);
    return ((await reply.json()) as { meeting: Meeting }).meeting;
  }

  /** The record as this person may see it. */
  async record(): Promise<Entry[]> {
    const reply = await this.request.get(`${this.url}/api/meetings/${this.meeting}/record`);
    const lines = (await reply.text()).trim().split("\n");
    return lines.map((line) => JSON.parse(line) as Entry);
  }

  /** Writes an entry without the page. */
  async write<K extends keyof Commands>(kind: K, body: Commands[K]): Promise<void> {
    await this.post(`/api/meetings/${this.meeting}/commands`, {
      id: `test-${Math.random()}-${this.commands++}`,
      kind,
      body,
    });
  }

  /** Opens the room and waits until it is live, and all of it there. */
  async enter({ whole: all = true } = {}): Promise<Page> {
    await this.page.goto(`${this.url}/meetings/${this.meeting}`);
    await this.page.locator(".room").waitFor();
    if (all) await whole(this.page);
    return this.page;
  }
}

export const desktop = { width: 1280, height: 720 };
export const phone = { width: 320, height: 640 };

export class Table {
  chair!: Person;
  private invited = 0;
  constructor(
    private browser: Browser,
    private program: Program,
  ) {}

  /** Sets up, convenes a meeting about two children, and opens it. */
  async lay(): Promise<void> {
    const setup = { name: "Chris Sample", email: "chris@council.example", agency: "Example County Council" };
    this.chair = await this.seat(this.program.setup.split("#")[1]!, { viewport: desktop }, setup);
    const people = [
      { category: "child", name: "A.B." },
      { category: "child", name: "C.D." },
    ];
    this.chair.meeting = (
      await this.chair.post("/api/meetings", { id: "convene", title: "Rehearsal", people })
    ).meeting!;
    await this.chair.write("phase", { phase: "open" });
  }

  /** Invites somebody, who comes with a browser of that size, and of whatever kind `more` says. */
  async invite(
    name: string,
    sector: string,
    role: string,
    viewport = desktop,
    more: BrowserContextOptions = {},
  ): Promise<Person> {
    const { url, attendee } = await this.chair.post(`/api/meetings/${this.chair.meeting}/invitations`, {
      id: `invite-${this.invited++}`,
      name,
      agency: { sector, name: `Example ${sector}` },
      role,
    });
    return this.seat(url!.split("#")[1]!, { viewport, ...more }, {}, attendee);
  }

  /** A new code for somebody who was invited before. */
  async reinvite(attendee: string): Promise<string> {
    const { url } = await this.chair.post(`/api/meetings/${this.chair.meeting}/invitations`, {
      id: `invite-${this.invited++}`,
      attendee,
    });
    return url!.split("#")[1]!;
  }

  private async seat(
    token: string,
    options: BrowserContextOptions,
    more = {},
    attendee?: string,
  ): Promise<Person> {
    const context = await this.browser.newContext(options);
    const person = new Person(
      await context.newPage(),
      context.request,
      this.program.url,
      this.chair?.meeting ?? "",
      attendee,
    );
    await person.post("/api/session", { token, ...more });
    return person;
  }
}

/** A test with a table that is laid. */
export const test = base.extend<{ table: Table }>({
  table: async ({ program, browser }, use) => {
    const table = new Table(browser, program);
    await table.lay();
    await use(table);
  },
});
