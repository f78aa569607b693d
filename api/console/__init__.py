"""How is the web console made, and how is a page added to it?

The console adds no rules. A page asks the service's own API, in process, as the browser that asks
for the page: what may be seen, counted, traced and refused is the API's business alone.

To add a page:

1. Write `api/console/NOUN.py` with its router (`APIRouter(prefix="/console",
   include_in_schema=False)`), and name the module in `site.PAGES` and in pyproject's contract.
2. Ask: `await me_of(request)` first, for the navigation; then `ask = Asking(request)` and
   `await ask.get("/v1/…", year=…)`, or `ask.all(…)` for several questions. Hand on what the address
   says as it is: the API refuses what is wrong with it. Never catch `Refused` but to leave a part
   out: the designed page of a refusal is made by itself.
3. Answer `page(request, "noun.html", …)`. The template extends `layout.html` and fills `title`,
   `crumbs`, `head` (what stays while the rest is asked anew) and `answer` (what htmx replaces).
4. Ask `whose.py` over which unit somebody looks, and what those are called whom the page names.
   Take the parts from `templates/parts/`: `small.html` (`badge`, `pairs`, `tabs`, and `more`: the
   next page of a long list, by the API's cursor), `notice.html`; `clocks.html`, `form.html` and
   `steps.html` are imported "with context". A wide table stands in
   `<div class="wide" tabindex="0" role="region" aria-label="…">`. A file to save is `file(…)`.
5. Put every word into a `words….toml` in both languages, and say it by `t("page.word")`, or by
   `known_word("page." ~ code, code)` for a code that may be new. What the API says in both
   languages is `said(…)`; `code(…)` names components and grades, `day(…)` a date, `instant(…)`
   a moment; points are `| points` (with their sign) or as they come, never rounded.
6. A form is a `Form` of `forms.py`: fields with the JSON pointer of the body; `send` posts it and
   gives the receipt, or the form again with each error at its field; `act` does so where the page
   has several forms, and `with_refused` puts the refused one back among them. A form of a case
   names its path with `{bureau}/{number}` and is sent `at` one. Files are a field of kind `files`.
   With a `command` it is shown what it would do before it may be sent (`beside`: what the route's
   path says of the command; `names` of the page, by `naming.py`, are what subjects are called).
   A chart is a function of `charts.py` and a template in `parts/`. No style and no script inside
   a page: the policy of `pages.POLICY` forbids both.
7. Name the page in `tests/console/shots.py`, where it is looked at in both languages and at both
   widths, and test what it shows over HTTP. A place in the navigation: `pages.PLACES`.
"""
