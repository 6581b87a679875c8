import { expect, test } from "@playwright/test";
import { World, entry, heartbeat, live, numbers, snapshot } from "./line.ts";

test("it begins with a snapshot and takes entries in their order", async () => {
  const world = await live();
  world.socket.say(entry(6), entry(7));
  expect(world.sockets[0]!.path).toBe("/api/meetings/m1/live?after=0&fingerprint=");
  expect(numbers(world)).toEqual([5, 6, 7]);
  expect(world.states).toEqual(["live"]);
});

test("an entry that came already is not taken twice", async () => {
  const world = await live();
  world.socket.say(entry(6), entry(6), entry(5));
  expect(numbers(world)).toEqual([5, 6]);
});

for (const [name, frame] of [
  ["an entry", entry(8)],
  ["a heartbeat", heartbeat(6)],
] as const) {
  test(`${name} beyond the next has it resume where it was`, async () => {
    const world = await live();
    world.socket.say(frame);
    await world.pass(0);
    expect(world.sockets[0]!.closed).toBe(true);
    expect(world.socket.path).toBe("/api/meetings/m1/live?after=5&fingerprint=f5");
    expect(numbers(world)).toEqual([5]);
  });
}

for (const code of [1006, 1012, 4000, 4001]) {
  test(`closed with ${code} it comes back, first at once, then later and later`, async () => {
    const world = await live();
    await world.pass(20_000);
    world.socket.say(heartbeat(5));
    world.socket.close(code);
    await world.pass(0);
    expect(world.sockets.length).toBe(2);
    const waits: number[] = [];
    for (let i = 0; i < 4; i++) {
      const [before, at] = [world.sockets.length, world.now];
      world.socket.close(1006);
      while (world.sockets.length === before) await world.pass(50);
      waits.push(world.now - at);
    }
    expect(waits).toEqual([500, 1000, 2000, 4000]);
    expect(world.states.slice(-1)).toEqual(["away"]);
  });
}

test("closed with 4002 it rests, says why, and then goes on where it was with what waits", async () => {
  const world = await live();
  await world.pass(20_000);
  world.socket.say(heartbeat(5));
  world.put("c6");
  world.socket.close(4002);
  await world.pass(0);
  expect(world.states.slice(-1)).toEqual(["away"]);
  expect(world.why).toContain("Too much was sent from here");
  await world.pass(12_000);
  world.connection.check(); // the person looks at the page: no reason to hurry again
  await world.pass(12_900);
  expect(world.sockets.length).toBe(1);
  await world.pass(200);
  expect(world.sockets.length).toBe(2);
  expect(world.socket.path).toBe("/api/meetings/m1/live?after=5&fingerprint=f5");
  world.socket.open();
  world.socket.say(heartbeat(5));
  expect(world.states.slice(-1)).toEqual(["live"]);
  expect(world.why).toBe("");
  expect(world.socket.sent).toMatchObject([{ type: "command", id: "c6" }]);
  world.socket.close(1006); // another time it is a cut as any
  await world.pass(0);
  expect(world.sockets.length).toBe(3);
});

test("what is refused as too much at once is kept, sent slower, and written once", async () => {
  const world = await live();
  const ids = Array.from({ length: 60 }, (_, i) => `c${i + 6}`);
  for (const id of ids) world.put(id);
  let tokens = 20; // and one more each second
  let number = 5;
  const tries: number[] = [];
  for (let second = 0; world.answered.length < ids.length && second < 300; second++) {
    const sent = world.socket.sent.splice(0);
    tries.push(sent.length);
    for (const { id } of sent) {
      if (tokens-- > 0) world.socket.say(entry(++number), { type: "accepted", id, number });
      else world.socket.say({ type: "refused", id, code: "too-many", message: "Too much." });
    }
    tokens = Math.max(tokens, 0) + 1;
    await world.pass(1000);
  }
  expect(world.answered.map((line) => line.split(" ")[0]).sort()).toEqual([...ids].sort());
  expect(world.answered.filter((line) => line.endsWith("too-many"))).toEqual([]);
  expect(tries[0]).toBe(60);
  expect(world.sockets.length).toBe(1);
});

for (const [code, words] of [
  [4500, "signed out"],
  [4501, "no longer in this meeting"],
  [4502, "Load the page again"],
] as const) {
  test(`closed with ${code} it stays away and says so`, async () => {
    const world = await live();
    world.socket.close(code);
    await world.pass(120_000);
    expect(world.sockets.length).toBe(1);
    expect(world.states.slice(-1)).toEqual(["ended"]);
    expect(world.why).toContain(words);
  });
}

for (const [status, state] of [
  [401, "ended"],
  [404, "ended"],
  [503, "away"],
  [200, "slow"],
] as const) {
  test(`a refused socket has it ask why: ${status} is ${state}`, async () => {
    const world = new World();
    world.answer = (path) => (path.includes("/frames") ? { status: 200, body: [snapshot(5)] } : { status });
    const once = world.answer;
    let polls = 0;
    world.answer = (path) => (path.includes("/frames") && polls++ > 0 ? new Promise(() => {}) : once(path));
    world.socket.close(1006);
    await world.pass(0);
    expect(world.asked[0]).toBe("/api/meetings/m1");
    expect(world.states.slice(-1)).toEqual([state]);
  });
}

test("somebody whom the chair speaks with first waits at the door, asks again, and goes on where they were", async () => {
  const world = await live();
  await world.pass(20_000);
  world.socket.say(heartbeat(5));
  world.answer = () => ({ status: 403, body: { code: "at-door", message: "Please wait." } });
  world.socket.close(1006);
  await world.pass(0);
  world.socket.close(1006);
  await world.pass(0);
  expect(world.states).toEqual(["live", "away", "door"]);
  const tries = world.sockets.length;
  await world.pass(4_100);
  expect(world.sockets.length).toBe(tries + 1);
  world.socket.open();
  world.socket.say(entry(6));
  expect(world.states.slice(-1)).toEqual(["live"]);
  expect(world.socket.path).toBe("/api/meetings/m1/live?after=5&fingerprint=f5");
});

test("a guest who had to be known is told that the room has ended, by socket and in slow mode", async () => {
  const world = await live();
  world.socket.close(4503);
  expect(world.states.slice(-1)).toEqual(["ended"]);
  const slow = new World();
  slow.answer = () => ({ status: 403, body: { code: "room-ended", message: "The meeting is over." } });
  slow.socket.close(1006);
  await slow.pass(0);
  expect(slow.states).toEqual(["ended"]);
  const tries = slow.sockets.length;
  await slow.pass(60_000);
  expect(slow.sockets.length).toBe(tries);
});

test("a socket that opens but stays silent for 25 seconds is not connected", async () => {
  const world = await live();
  await world.pass(20_000);
  world.socket.say(heartbeat(5));
  await world.pass(20_000);
  expect(world.states).toEqual(["live"]);
  await world.pass(11_000);
  expect(world.states[1]).toBe("away");
  expect(world.sockets.length).toBeGreaterThan(1);
});

test("what was sent and not answered is sent again after coming back, once each, in order", async () => {
  const world = await live();
  world.put("c1");
  world.put("c2");
  world.put("c2");
  world.socket.say({ type: "accepted", id: "c1", number: 6 });
  world.socket.close(1012);
  world.put("c3");
  await world.pass(0);
  world.socket.open();
  expect(world.socket.sent).toEqual([]);
  world.socket.say(entry(6), heartbeat(6));
  expect(world.sockets[0]!.sent.map((f) => f.id)).toEqual(["c1", "c2"]);
  expect(world.socket.sent.map((f) => f.id)).toEqual(["c2", "c3"]);
  world.socket.say(
    { type: "accepted", id: "c2", number: 7 },
    { type: "refused", id: "c3", code: "role", message: "No." },
  );
  expect(world.answered).toEqual(["c1 6", "c2 7", "c3 role"]);
});

test("a refusal that passes is no answer: the command is sent again", async () => {
  const world = await live();
  world.put("c1");
  world.socket.say({ type: "refused", id: "c1", code: "away", message: "Not now." });
  await world.pass(900);
  expect(world.socket.sent.length).toBe(1);
  await world.pass(200);
  expect(world.socket.sent.map((f) => f.id)).toEqual(["c1", "c1"]);
  expect(world.answered).toEqual([]);
});

test("when the network changes a socket that does not answer within 4 seconds is given up", async () => {
  const world = await live();
  await world.pass(1_000);
  world.connection.check();
  await world.pass(3_000);
  world.socket.say(heartbeat(5));
  await world.pass(3_000);
  expect(world.states).toEqual(["live"]);
  expect(world.sockets.length).toBe(1);
  world.connection.check();
  await world.pass(3_900);
  expect(world.states).toEqual(["live"]);
  await world.pass(200);
  expect(world.states).toEqual(["live", "away"]);
  expect(world.sockets.length).toBe(2);
});

test("when the network is back it does not wait for its next try", async () => {
  const world = await live();
  for (let tries = 0; tries < 6; tries++) {
    world.socket.close(1006);
    await world.pass(tries === 5 ? 1_000 : 20_000);
  }
  const before = world.sockets.length;
  expect(world.states.slice(-1)).toEqual(["away"]);
  world.connection.check();
  expect(world.sockets.length).toBe(before + 1);
  world.socket.open();
  world.socket.say(heartbeat(5));
  await world.pass(20_000);
  expect(world.states.slice(-1)).toEqual(["live"]);
  expect(world.sockets.length, "the try that was due is called off").toBe(before + 1);
});

test("when the network is back while a try is under way the next one follows at once", async () => {
  const world = await live();
  for (let tries = 0; tries < 6; tries++) {
    const before = world.sockets.length;
    world.socket.close(1006);
    while (world.sockets.length === before) await world.pass(100);
  }
  const before = world.sockets.length;
  world.connection.check();
  world.socket.close(1006);
  await world.pass(0);
  expect(world.sockets.length).toBe(before + 1);
});
