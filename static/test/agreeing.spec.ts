import { accessible } from "./axe.ts";
import { expect, test } from "./program.ts";
import { Table, phone } from "./table.ts";

test("at read-back an agency says that it is not able to say, and only it takes that back", async ({
  program,
  browser,
}) => {
  const table = new Table(browser, program);
  await table.lay();
  await table.chair.write("decision", {
    item: "q1",
    text: "Section 47 enquiries start",
    reasons: "The threshold is met.",
  });
  await table.chair.write("decision", { item: "q1", text: "The computer is seized", reasons: "It holds evidence." });
  await table.chair.write("item.current", { item: "read-back" });
  const chair = await table.chair.enter();
  const police = await (await table.invite("DS Patel", "police", "member", phone)).enter();
  const beside = chair.getByRole("region", { name: "Decisions", exact: true }).getByRole("listitem");
  await police.getByRole("button", { name: "Not able to say D1" }).press("Enter");
  await expect(beside.first()).toContainText("police not able to say");
  await expect(police.getByRole("button", { name: "Disagree D1" })).toBeHidden();
  await accessible(police);

  await chair.locator("#add").fill("/agree");
  await chair.locator("#add").press("Enter");
  await expect(beside.first()).toContainText("1 agrees");
  await expect(beside.last()).toContainText("all present agree (2)");
  await expect(chair.getByText("Agreed by Chris Sample and DS Patel")).toBeVisible();
  await expect(chair.getByRole("button", { name: /^Take back/ })).toHaveCount(0);

  await police.getByRole("button", { name: "Take back the disagreement with D1" }).first().press("Enter");
  await police.keyboard.press("Control+Enter");
  await expect(police.getByRole("alert")).toContainText("Say why");
  await police.keyboard.type("The inspector has answered");
  await police.keyboard.press("Control+Enter");
  await expect(beside.first()).not.toContainText("police not able to say");
  await expect(chair.getByText("Taken back by DS Patel")).toBeVisible();
});
