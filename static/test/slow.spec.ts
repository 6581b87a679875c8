// The slow mode: where no socket gets through, or none lasts, the page asks and posts, and loses nothing by it.
import { expect, test } from "@playwright/test";
import { World, entry, heartbeat, live, numbers, snapshot } from "./line.ts";

test("one window too many is read slowly, says why, and is told otherwise once the network is the reason", async () => {
  const world = new World();
  let polls = 0;
  world.answer = (path) => {
    if (!path.includes("/frames")) return { status: 200, body: {} };
    return polls++ === 0 ? { status: 200, body: [snapshot(5)] } : new Promise(() => {});
  };
  world.socket.open();
  world.socket.close(4003);
  await world.pass(1_000);
  expect(world.states.slice(-1)).toEqual(["slow"]);
  expect(world.why).toContain("Close a window that you do not need");
  await world.pass(60_000);
  expect(world.sockets.length).toBeGreaterThan(1);
  world.socket.close(1006);
  await world.pass(1_000);
  expect(world.states.slice(-1)).toEqual(["slow"]);
  expect(world.why).toBe("");
});

test("a window too many goes on by asking", async () => {
  const world = new World();
  let polls = 0;
  world.answer = (path) =>
    path.includes("/frames") && polls++ > 0 ? new Promise(() => {}) : { status: 200, body: [snapshot(5)] };
  world.socket.open();
  world.socket.close(4002);
  await world.pass(0);
  expect(world.states.slice(0, 1)).toEqual(["slow"]);
});

test("where a socket opens and nothing ever comes through it, it polls", async () => {
  const world = new World();
  let polls = 0;
  world.answer = (path) => {
    if (!path.includes("/frames")) return { status: 200, body: {} };
    return polls++ === 0 ? { status: 200, body: [snapshot(5)] } : new Promise(() => {});
  };
  world.socket.open();
  await world.pass(24_000);
  expect(world.states).toEqual([]);
  await world.pass(2_000);
  expect(world.states).toEqual(["slow"]);
});

test("where no socket opens in 5 seconds it polls, posts, and goes back to the socket when one works", async () => {
  const world = new World();
  let waiting: ((answer: { status: number; body: unknown }) => void) | undefined;
  let polls = 0;
  world.answer = (path) => {
    if (path === "/api/meetings/m1") return { status: 200, body: {} };
    if (path.endsWith("/commands")) return { status: 201, body: { number: 6, fingerprint: "f6" } };
    if (polls++ === 0) return { status: 200, body: [snapshot(5)] };
    return new Promise((answer) => (waiting = answer));
  };
  world.put("c1");
  await world.pass(4_900);
  expect(world.states).toEqual([]);
  await world.pass(200);
  expect(world.states).toEqual(["slow"]);
  expect(world.asked.filter((path) => path.includes("/frames"))).toEqual([
    "/api/meetings/m1/frames?after=0&fingerprint=&wait=0",
    "/api/meetings/m1/frames?after=5&fingerprint=f5&wait=15",
  ]);
  expect(world.posted).toEqual([{ id: "c1", kind: "information", body: { item: "q1", text: "c1" } }]);
  expect(world.answered).toEqual(["c1 6"]);
  waiting!({ status: 200, body: [entry(6)] });
  await world.pass(0);
  expect(numbers(world)).toEqual([5, 6]);
  await world.pass(31_000);
  world.socket.open();
  world.socket.say(heartbeat(6));
  expect(world.states).toEqual(["slow", "live"]);
  const asked = world.asked.length;
  waiting!({ status: 200, body: [] });
  await world.pass(1_000);
  expect(world.asked.length).toBe(asked);
});

test("a refusal that comes by post has its sentence", async () => {
  const world = new World();
  world.answer = (path) => {
    if (path.endsWith("/commands"))
      return { status: 422, body: { code: "content", message: "The text is missing.", field: "text" } };
    return path.includes("/frames") && world.states.length > 0
      ? new Promise(() => {})
      : { status: 200, body: [snapshot(5)] };
  };
  world.socket.close(1006);
  await world.pass(0);
  world.put("c1");
  await world.pass(0);
  expect(world.frames.slice(-1)).toEqual([
    { type: "refused", id: "c1", code: "content", message: "The text is missing.", field: "text" },
  ]);
  expect(world.answered).toEqual(["c1 content"]);
});

test("an answer that is not the server's refuses nothing: the post is sent again", async () => {
  const world = new World();
  let through = false;
  let answerPoll = (_: { status: number; body: unknown }) => {};
  world.answer = (path) => {
    if (path.endsWith("/commands"))
      return through ? { status: 201, body: { number: 6 } } : { status: 502, body: { error: "bad gateway" } };
    if (path.includes("wait=0")) return { status: 200, body: [snapshot(5)] };
    if (path.includes("/frames")) return new Promise((answer) => (answerPoll = answer));
    return { status: 200 };
  };
  world.socket.close(1006);
  await world.pass(0);
  world.put("c1");
  await world.pass(0);
  expect(world.posted.map((c) => c.id)).toEqual(["c1"]);
  expect(world.answered).toEqual([]);
  through = true;
  answerPoll({ status: 200, body: [heartbeat(5)] });
  await world.pass(0);
  expect(world.answered).toEqual(["c1 6"]);
});

test("what was posted when the socket came goes over the socket too, in case the post was lost", async () => {
  const world = new World();
  world.answer = (path) =>
    path.includes("/frames") && world.states.length === 0
      ? { status: 200, body: [snapshot(5)] }
      : path === "/api/meetings/m1"
        ? { status: 200 }
        : new Promise(() => {});
  world.socket.close(1006);
  await world.pass(0);
  world.put("c1");
  await world.pass(31_000);
  world.socket.open();
  world.socket.say(heartbeat(5));
  expect(world.posted.map((c) => c.id)).toEqual(["c1"]);
  expect(world.socket.sent.map((f) => f.id)).toEqual(["c1"]);
});

test("a socket that is cut every few seconds makes way for the slow mode, and is tried ever more rarely", async () => {
  const world = await live();
  world.answer = (path) =>
    path.includes("wait=0") ? { status: 200, body: [heartbeat(5)] } : new Promise(() => {});
  const cut = async () => {
    world.socket.open();
    world.socket.say(heartbeat(5));
    await world.pass(3_000);
    world.socket.close(1006);
    await world.pass(0);
  };
  await cut();
  await world.pass(1_000);
  await cut();
  expect(world.states).not.toContain("slow");
  await world.pass(2_000);
  await cut();
  expect(world.states.slice(-1)).toEqual(["slow"]);
  world.put("c1");
  await world.pass(0);
  expect(world.posted.map((c) => c.id)).toEqual(["c1"]);
  const waits: number[] = [];
  for (let tries = 0; tries < 3; tries++) {
    const [before, at] = [world.sockets.length, world.now];
    while (world.sockets.length === before) await world.pass(1_000);
    waits.push(world.now - at);
    await cut();
    expect(world.states.slice(-1)).toEqual(["slow"]);
  }
  expect(waits).toEqual([30_000, 60_000, 120_000]);
});

test("sockets that are cut after longer stay the better way", async () => {
  const world = await live();
  for (let cuts = 0; cuts < 6; cuts++) {
    for (let beats = 0; beats < 3; beats++) {
      await world.pass(5_000);
      world.socket.say(heartbeat(5));
    }
    world.socket.close(1006);
    await world.pass(0);
    world.socket.open();
    world.socket.say(heartbeat(5));
  }
  expect(world.states).not.toContain("slow");
  expect(world.asked).toEqual([]);
});
