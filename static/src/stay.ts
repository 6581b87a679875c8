// The end of a session. Before it comes, the page says so and any key or press puts it off; once it has come, the page
// is emptied. Whoever is connected to an open meeting is not asked: the server keeps their session.

/** Seconds before the end at which the page says so. */
const NOTICE = 300;
const LONGEST = 2_000_000_000; // milliseconds that a timer can wait

interface Time {
  left?: number;
  final?: boolean;
}

let touched = 0; // when somebody last did something here
let bar: HTMLElement | undefined;

/** Watches the time of whoever is signed in; of nobody it watches nothing. */
export async function watchTime(): Promise<void> {
  const time = await ask();
  if (!time?.left) return;
  for (const sort of ["keydown", "pointerdown"]) document.addEventListener(sort, () => void touch(), { capture: true, passive: true });
  plan(time);
}

async function ask(method = "GET"): Promise<Time | undefined> {
  try {
    const answer = await fetch("/api/session/time", { method });
    return answer.ok ? ((await answer.json()) as Time) : answer.status === 401 ? {} : undefined;
  } catch {
    return undefined; // no connection: the server goes by its own clock, and this page asks again
  }
}

let timer: ReturnType<typeof setTimeout> | undefined;
function plan(time: Time | undefined): void {
  clearTimeout(timer);
  const next = (seconds: number) => (timer = setTimeout(() => void look(), Math.min(seconds * 1000, LONGEST)));
  if (!time) return void next(15);
  if (!time.left) return empty();
  if (time.left > NOTICE) {
    bar?.remove();
    bar = undefined;
    return void next(time.left - NOTICE);
  }
  show(time);
  next(Math.min(30, time.left));
}

/** What somebody types here the server does not hear of; it counts all the same. */
async function look(): Promise<void> {
  const time = await ask();
  const recent = Date.now() - touched < NOTICE * 1000;
  plan(time?.left && time.left <= NOTICE && !time.final && recent ? await ask("POST") : time);
}

async function touch(): Promise<void> {
  const again = bar && Date.now() - touched > 1000 && bar.dataset.final !== "true";
  touched = Date.now();
  if (again) plan(await ask("POST"));
}

function show({ left = 0, final = false }: Time): void {
  const minutes = Math.ceil(left / 60);
  const words =
    `You will be signed out in ${minutes === 1 ? "a minute" : `${minutes} minutes`}` +
    (final ? ": 12 hours after you signed in. Save what you are writing, then sign in again." : " because nothing was done here. Press any key to stay signed in.");
  if (!bar) {
    bar = document.createElement("div");
    bar.className = "app-stay";
    bar.setAttribute("role", "alert");
    document.body.prepend(bar);
  }
  bar.dataset.final = String(final);
  if (bar.textContent !== words) bar.textContent = words;
}

function empty(): void {
  bar?.remove();
  bar = undefined;
  if (document.querySelector(".room, .room-out")) return; // the room hears of it by its connection
  const main = document.getElementById("main");
  const title = document.createElement("h1");
  title.className = "govuk-heading-l";
  title.textContent = "You are signed out";
  const words = document.createElement("p");
  words.setAttribute("role", "alert");
  const link = document.createElement("a");
  link.href = "/sign-in";
  link.className = "govuk-link govuk-body";
  link.textContent = "Sign in again";
  words.append(link);
  main?.replaceChildren(title, words);
}
