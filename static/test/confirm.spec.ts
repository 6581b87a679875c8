// Who signs the minutes shows at that moment who they are, without losing what they typed.
import { onBothScreens } from "./axe.ts";
import { withDevice } from "./device.ts";
import { expect } from "./program.ts";
import { test } from "./table.ts";

test("the chair signs with a passkey, asked for at the signature", async ({ program, table }) => {
  const { chair } = table;
  const { page } = chair;
  await withDevice(page);
  await page.goto(program.url + "/account");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await expect(page.locator("#passkey-1")).toBeVisible();
  await chair.write("attendance", { attendee: "a1", state: "joined" });
  await chair.write("phase", { phase: "closed", reason: "A rehearsal" });
  await chair.write("version", { by: "" });
  await chair.write("signing", { by: "", reason: "A rehearsal" });
  await page.goto(`${program.url}/meetings/${chair.meeting}/sign`);
  await expect(page.getByText("To sign, confirm now that it is you.")).toBeVisible();
  await onBothScreens(page, "sign-confirm");
  await page.getByLabel("I attended and disagree:").check();
  await page.getByLabel("What you disagree with").fill("I left before the read-back.");
  await page.getByLabel("Your name").fill("Chris Sample");
  await page.getByRole("button", { name: "Sign version 1", exact: true }).click();
  await expect(page.getByRole("alert").first()).toContainText("Confirm now that it is you");
  await expect(page.getByLabel("What you disagree with")).toHaveValue("I left before the read-back.");
  await page.getByRole("button", { name: "Confirm with a passkey and sign" }).click();
  await expect(page.locator(".app-signoff")).toContainText("Confirmed by a passkey");
});
