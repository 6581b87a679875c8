// A whole meeting: the chair with mouse and keyboard, the police on a phone, the minute-taker with a keyboard alone.
import { expect } from "@playwright/test";
import { sound } from "./axe.ts";
import { gather } from "./gathering.ts";
import { missing, pages } from "./pdf.ts";
import { test } from "./program.ts";
import { add, answered, button, close, item, list, notes, question, slash, written } from "./room.ts";
import { Seat } from "./seat.ts";

test("a whole meeting is held by a mouse, a phone and a keyboard", async ({ program, browser }) => {
  const words: string[] = [];
  const chair = await Seat.take(browser, "mouse", words);
  const police = await Seat.take(browser, "finger", words);
  const minutes = await Seat.take(browser, "keys", words);
  const everybody = [chair, police, minutes];

  const links = await gather(program, chair, police, minutes);

  await test.step("add a second child to the case", async () => {
    const { page } = chair;
    await chair.press(button(page, "Details of the meeting"));
    await sound(page);
    await chair.press(button(page, "Add a person"));
    await sound(page);
    await chair.write(page.getByLabel("Name", { exact: true }), "Jo Placeholder");
    await chair.press(button(page, "Save"));
    await expect(page.getByRole("heading", { level: 1 })).toContainText(/Robin Placeholder.*Jo Placeholder/);
  });

  await test.step("information from the police on the phone", async () => {
    const { page } = police;
    await chair.press(item(chair.page, /^Information from each agency/));
    await chair.press(button(chair.page, "Bring all here /here"));
    await expect(page.getByRole("heading", { name: "Information from each agency" })).toBeVisible();
    await police.write(page.getByLabel("Add what I know"), "A tablet was seized on Friday by the online team.");
    await police.press(button(page, "Add"));
    await expect(written(chair.page)).toContainText(
      "Information from Pat Sample, Example Police A tablet was seized on Friday by the online team.",
    );
    await sound(page);
  });

  await test.step("somebody by telephone, and what they say in their name", async () => {
    const { page } = chair;
    await chair.press(button(page, "Add someone"));
    await sound(page);
    await chair.write(page.getByLabel("Name", { exact: true }), "Nia Nurse");
    await chair.choose(page.getByLabel("Sector"), "Health");
    await chair.write(page.getByLabel("Agency"), "Example Hospital");
    await chair.press(page.getByRole("form").getByRole("button", { name: "Add" }));
    await expect(page.getByRole("region", { name: "Who is here" })).toContainText("by telephone");

    const minute = minutes.page;
    await expect(minute.getByRole("region", { name: "Who is here" })).toContainText("Nia Nurse");
    await slash(minutes, "/next");
    await slash(minutes, "/next");
    await slash(minutes, "/next");
    await minutes.reach(add(minute));
    await minutes.hint("/i ");
    await sound(minute);
    await minutes.hint("nia");
    await minutes.key("Tab");
    await minutes.type("Robin came to the clinic in March with a bruise.");
    await minutes.key("Control+Enter");
    await expect(written(page)).toContainText(
      "Information from Nia Nurse, Example Hospital Robin came to the clinic in March with a bruise.",
    );
    await expect(written(page)).toContainText("Written by Min Tester");
  });

  await test.step("questions 1 to 5", async () => {
    const { page } = chair;
    // 1, for each child
    await chair.press(question(page, 1));
    await chair.press(button(page, "Bring all here /here"));
    await chair.press(button(page, "For each child"));
    await chair.press(
      page.getByRole("group", { name: "Answer for Robin Placeholder" }).getByRole("button", { name: "Yes" }),
    );
    await chair.press(
      page.getByRole("group", { name: "Answer for Robin Placeholder" }).getByRole("button", { name: "Add words" }),
    );
    await chair.type("Until the tablet is examined.");
    await sound(page);
    await chair.key("Control+Enter");
    await chair.press(
      page.getByRole("group", { name: "Answer for Jo Placeholder" }).getByRole("button", { name: "Not known yet" }),
    );
    await chair.hint("pat");
    await chair.key("Tab");
    await chair.hint("tomorrow");
    await chair.key("Tab");
    await chair.type("Jo stays with an aunt.");
    await chair.key("Control+Enter");
    await expect(page.getByRole("group", { name: "Answer for Jo Placeholder" })).toContainText(
      "Pat Sample, Example Police finds out by",
    );

    const minute = minutes.page;
    const at = (n: number) => expect(minute.locator(".room-question")).toContainText(`${n}. `);
    await slash(minutes, "/go 2");
    await at(2);
    await slash(minutes, "/no", "Nobody visits since the summer.");
    await expect(answered(minute)).toContainText("Nobody visits since the summer.");
    // 3, for each child and then the same for all by one key
    await slash(minutes, "/go 3");
    await at(3);
    await minutes.press(button(minute, "For each child"), "Shift+Tab");
    await minutes.press(
      minute
        .getByRole("group", { name: "Answer for Robin Placeholder" })
        .getByRole("button", { name: "No", exact: true }),
    );
    await expect(minute.getByRole("group", { name: "Answer for Robin Placeholder" })).toContainText("Min Tester");
    await minutes.reach(button(minute, "Same for all"));
    expect(await minutes.cost(() => minutes.key("Enter"))).toBe(1);
    await expect(minute.getByRole("group", { name: "Answer for Robin Placeholder" })).toBeHidden();
    await expect(answered(minute)).toContainText("Min Tester");
    await slash(minutes, "/go 4");
    await at(4);
    await minutes.reach(add(minute));
    await minutes.hint("/na ");
    await minutes.type("There is no workplace with children.");
    await sound(minute);
    await minutes.key("Control+Enter");
    await expect(answered(minute)).toContainText("There is no workplace with children.");
    await slash(minutes, "/go 5");
    await at(5);
    await minutes.reach(add(minute));
    await minutes.hint("/unknown ");
    await minutes.hint("sample");
    await minutes.key("Tab");
    await minutes.hint("+2");
    await minutes.key("Control+Enter");
    await expect(answered(minute)).toContainText("Pat Sample, Example Police finds out by");
  });

  await test.step("notes typed by two at once", async () => {
    await slash(minutes, "/go 6");
    await chair.press(question(chair.page, 6));
    await chair.press(button(chair.page, "Bring all here /here"));
    await expect(police.page.locator(".room-question")).toContainText("6. ");
    await minutes.reach(notes(minutes.page), "Shift+Tab");
    await minutes.type("Forensics: ");
    await expect(notes(chair.page)).toHaveValue("Forensics: ");
    await chair.reach(notes(chair.page));
    await chair.key("Control+Home");
    const first = "The chair asked how long examining takes. ";
    const second = "Three devices wait, the tablet goes first.";
    await Promise.all([chair.type(first, 35), minutes.type(second, 40)]);
    for (const { page } of everybody) await expect(notes(page)).toHaveValue(first + "Forensics: " + second);
  });

  await test.step("questions 6 to 10, one proposed by the police", async () => {
    const { page } = chair;
    const say = async (n: number, text: string) => {
      await chair.press(question(page, n));
      await chair.press(button(page, "Write the answer"));
      await chair.type(text);
      await chair.key("Control+Enter");
      await expect(answered(page)).toContainText(text);
    };
    await say(6, "Ten working days for the tablet, six weeks for the rest.");
    await say(7, "Alex stays elsewhere; contact is supervised only.");
    await chair.press(question(page, 8));
    await chair.press(button(page, "Bring all here /here"));
    await expect(police.page.locator(".room-question")).toContainText("8. ");
    await police.press(
      police.page.getByRole("group", { name: "Propose" }).getByRole("button", { name: /^No/ }).first(),
    );
    await expect(page.getByText("Proposed:")).toBeVisible();
    await sound(police.page);
    await chair.press(button(page, "Take"));
    await expect(answered(page)).toContainText("taken by Sam Example");
    await chair.press(question(page, 9));
    await chair.reach(add(page));
    await chair.hint("/yes ");
    await chair.type("Their mother, with an aunt next door.");
    await chair.key("Enter");
    await expect(answered(page)).toContainText("Their mother, with an aunt next door.");
    await say(10, "Support starts before any charge is decided.");
    // The lines of the two children are left.
    await expect(page.getByRole("navigation", { name: "Agenda" })).toContainText("2 still open");
  });

  await test.step("decisions proposed by keys, confirmed by the chair", async () => {
    const { page } = minutes;
    await minutes.reach(notes(page), "Shift+Tab");
    const cost = await minutes.cost(async () => {
      await minutes.key("Control+Enter", "/", "d", "Space");
      await minutes.type("Section 47 enquiries start today, jointly.");
      await minutes.key("Tab");
      await minutes.type("Harm is likely while Alex lives there.");
      await sound(page);
      await minutes.key("Control+Enter");
    });
    expect(cost).toBeLessThanOrEqual(7);
    await expect(notes(page)).toBeFocused();
    await minutes.key("Control+Enter");
    await minutes.hint("/d ");
    await minutes.type("A joint visit takes place before bedtime.");
    await minutes.key("Control+Enter");
    await expect(list(chair.page, "Decisions")).toHaveCount(2);
    await expect(list(chair.page, "Decisions").nth(1)).toContainText("proposed, no reasons yet");
    await slash(chair, "/confirm");
    await expect(list(page, "Decisions").first()).toContainText("confirmed, Sam Example");
    await minutes.press(button(page, "Amend Decision D2"));
    await minutes.reach(page.getByLabel("Reasons"));
    await minutes.type("The children must be seen today.");
    await minutes.key("Control+Enter");
    await expect(list(chair.page, "Decisions").nth(1)).toContainText(/; proposed|proposed(?!,)/);
    await sound(chair.page);
  });

  await test.step("actions for those here and those absent", async () => {
    const { page } = minutes;
    await minutes.reach(notes(page), "Shift+Tab");
    const cost = await minutes.cost(async () => {
      await minutes.key("Control+Enter", "/", "a", "Space");
      await minutes.type("Ask for bail conditions.");
      await minutes.key("Tab");
      await minutes.hint("pat");
      await minutes.key("Tab");
      await minutes.hint("mon");
      await sound(page);
      await minutes.key("Control+Enter");
    });
    expect(cost).toBeLessThanOrEqual(9);
    await expect(list(page, "Actions").first()).toContainText("Pat Sample, Example Police, by Monday");
    await expect(notes(page)).toBeFocused();

    await minutes.key("Control+Enter");
    await minutes.hint("/a ");
    await minutes.type("Tell the school who may collect the children.");
    await minutes.key("Tab");
    await minutes.type("Hal Head");
    await minutes.key("Tab");
    await minutes.choose(page.getByLabel("Sector"), "Education");
    await minutes.key("Tab");
    await minutes.type("Example Primary School");
    await minutes.key("Tab");
    await minutes.choose(page.getByLabel("Who tells them"), "Sam Example, Example County Council");
    await minutes.key("Tab");
    await minutes.hint("+2");
    await sound(page);
    await minutes.key("Control+Enter");
    await expect(list(page, "Actions").nth(1)).toContainText(
      "Hal Head, Example Primary School (Sam Example tells them), by",
    );

    await chair.reach(add(chair.page));
    await chair.hint("/a ");
    await chair.type("Visit both children at the aunt's.");
    await chair.key("Tab");
    await chair.hint("sam");
    await chair.key("Tab");
    await chair.hint("today 18:00");
    await chair.key("Control+Enter");
    await expect(list(page, "Actions").nth(2)).toContainText(", 18:00");
    for (const action of await list(page, "Actions").all())
      words.push(/by (\w+day \d+ \w+)/.exec(await action.innerText())![1]!);
  });

  await test.step("a knock, let in", async () => {
    const other = await Seat.take(browser, "mouse", words);
    everybody.push(other);
    await other.page.goto(links["Pat Sample"]!);
    await sound(other.page);
    await other.press(other.page.getByLabel("I am somebody else"));
    await other.write(other.page.getByLabel("Your name"), "Di Substitute");
    await other.choose(other.page.getByLabel("Sector"), "Police");
    await other.press(button(other.page, "Ask to be let in"));
    await sound(other.page);
    await expect(minutes.page.getByText("1 asking to come in")).toBeVisible();
    await sound(minutes.page);
    await sound(chair.page);
    await slash(minutes, "/in");
    await other.page.locator(".room").waitFor();
    await expect(minutes.page.getByText("1 asking to come in")).toBeHidden();
    await sound(other.page);
  });

  await test.step("the chair is handed over, and the phone closes the meeting", async () => {
    await chair.press(button(chair.page, "Hand over"));
    await sound(chair.page);
    await chair.choose(chair.page.getByLabel("To whom"), "Pat Sample, Example Police");
    await chair.press(chair.page.getByRole("form").getByRole("button", { name: "Hand over" }));
    await police.press(button(police.page.getByRole("region", { name: "Decisions", exact: true }), "Confirm D2"));
    await expect(list(minutes.page, "Decisions").nth(1)).toContainText("confirmed, Pat Sample");
    await close(police);
    for (const { page } of everybody) {
      await expect(page.locator(".room-top__phase")).toHaveText("Closed");
      await expect(add(page)).toBeHidden();
      await sound(page);
    }
  });

  await test.step("the room reflows to 320 pixels", async () => {
    await chair.page.setViewportSize({ width: 320, height: 640 });
    await sound(chair.page);
  });

  await test.step("the minutes hold every word", async () => {
    const { page } = minutes;
    await minutes.press(button(page, "Details of the meeting"));
    const link = page.getByRole("link", { name: /^Minutes as PDF/ });
    await minutes.reach(link);
    const reply = await page.context().request.get(new URL((await link.getAttribute("href"))!, page.url()).href);
    expect(reply.headers()["content-type"]).toBe("application/pdf");
    const said = pages(await reply.body());
    expect(words.length).toBeGreaterThan(30);
    expect(missing(said, words)).toEqual([]);
    for (const sheet of said)
      expect(sheet).toMatch(/Draft[^]*Rehearsal: no real names|Rehearsal: no real names[^]*Draft/);
    await page.goto(new URL("minutes", reply.url()).href);
    await sound(page);
  });

  expect(minutes.pointed, "the minute-taker used a pointer").toBe(0);
  for (const seat of everybody) expect(seat.said).toEqual([]);
});
