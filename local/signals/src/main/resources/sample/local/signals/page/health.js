// The first thing on the page: is it healthy, and if not, what is wrong, where, since when.

import {icon, make, setText, showList} from "./dom.js";
import {clock, duration, secondsBetween} from "./format.js";
import {info} from "./source.js";

const WORDS = {ok: "Healthy", warning: "Look here", trouble: "Trouble", none: "No data"};

export function createHealth() {
  const section = document.getElementById("health");
  const news = document.getElementById("health-news");
  const mark = make("span", {class: "mark"});
  const headline = make("p", {class: "headline"});
  const since = make("span", {class: "since"});
  const chips = make("ul", {class: "links"});
  document.getElementById("health-title").append(info("the health", () => ({
    how: "Trouble: an alarm is in ALARM. Look here: more than 1 % of the calls on the map fail, a request is slower than its "
      + "objective allows, a pool is full and requests wait, or an objective is missed. The cause is the innermost thing that "
      + "fails, a pool that is smaller than it was, or the call that became slower; if none of them, the span that explains "
      + "most of the failed or slow requests.",
    aws: "CloudWatch shows the alarms and the service map, each on a page of its own. It makes no such sentence.",
  })));
  document.getElementById("health-body").replaceChildren(
    make("div", {class: "verdict"}, mark, make("div", {}, headline, since)), chips);
  let shown = null;

  return {
    /** Shows what the diagnosis found. */
    show(state, found) {
      if (shown !== found.level) {
        shown = found.level;
        section.className = `health ${found.level}`;
        mark.replaceChildren(icon(found.level));
      }
      setText(headline, found.headline);
      setText(since, found.since
        ? `Since ${clock(found.since)}, for ${duration(secondsBetween(found.since, state.time))}.` : "");
      showList(chips, links(found), link => link.href + link.text, () => {
        const anchor = make("a");
        return {node: make("li", {}, anchor), update(link) {
          anchor.setAttribute("href", link.href);
          setText(anchor, link.text);
        }};
      });
      // Read out when the word or the alarms change, not each time that a figure does.
      const names = found.firing.map(alarm => alarm.name).join(", ");
      const said = `${WORDS[found.level]}${found.culprit ? `: ${found.culprit.node}` : ""}${names ? `. In alarm: ${names}` : ""}`;
      setText(news, said);
      const title = `${WORDS[found.level]} · Signals`;
      if (document.title !== title) {
        document.title = title;
      }
    },
  };
}

function links(found) {
  const alarms = found.firing.length > 3
    ? [{href: "#alarms-title", text: `${found.firing.length} alarms fire`}]
    : found.firing.map(alarm => ({href: "#alarms-title", text: `Alarm ${alarm.name}`}));
  return [...alarms, ...found.missed.map(objective => ({href: "#objectives-title", text: `Objective ${objective.name} missed`}))];
}
