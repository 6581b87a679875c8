// The live room: it takes the place of the page that the server drew, once there is something better to show.
import { render } from "preact";
import { signal } from "@preact/signals";

const saved = signal("");

function Room() {
  return <p class="govuk-body">{saved}</p>;
}

const place = document.getElementById("room");
if (place) render(<Room />, place);
