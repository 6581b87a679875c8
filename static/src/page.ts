// The script of every page: it starts the GOV.UK components. A page works without it.
import { Button, Checkboxes, createAll, ErrorSummary, NotificationBanner, Radios, SkipLink } from "govuk-frontend";

document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("govuk-frontend-supported");

createAll(Button);
createAll(Checkboxes);
createAll(ErrorSummary);
createAll(NotificationBanner);
createAll(Radios);
createAll(SkipLink);
