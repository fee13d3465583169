"""What happened, as small tables made by plain SQL from raw rows: one table a sentence of the specification.

The raw tables hold what a person reads on the sheets: labels as text, days as ISO text, amounts and rates as decimal
text. `word(meaning)` gives the label of a meaning, `in_base(amount, rate)` an amount in whole smallest units of the
base currency (half a unit away from zero; NULL when amount or rate is), `less(a, b)` a difference, `sign_of(number)`
whether it is more (1) or less (-1) than 0, `folded(text)` text without upper case. Nothing of `sheetcrm.domain` is
used.
"""

from __future__ import annotations

_LEADS = """
-- merged leads count once with the earliest date, and as the lead that is left; of leads merged in a circle one is left
CREATE TABLE link AS SELECT l.id, m.id AS into_id FROM leads l LEFT JOIN leads m ON m.id = l.merged_into;
CREATE TABLE steps AS WITH RECURSIVE way(id, at) AS (
    SELECT id, into_id FROM link WHERE into_id IS NOT NULL
    UNION SELECT way.id, into_id FROM way JOIN link ON link.id = way.at WHERE into_id IS NOT NULL) SELECT * FROM way;
CREATE TABLE merged AS SELECT id, COALESCE(
        MAX(at) FILTER (WHERE at IN (SELECT id FROM link WHERE into_id IS NULL)),
        MIN(at) FILTER (WHERE at IN (SELECT id FROM steps WHERE id = at))) AS into_id
FROM (SELECT id, id AS at FROM link UNION SELECT id, at FROM steps) GROUP BY id;
CREATE TABLE people AS
SELECT MIN(l.created_on) FILTER (WHERE l.created_on <= today.day) AS day, kept.owner AS rep, kept.source,
    kept.product_group, MAX(l.id IN (SELECT lead_id FROM opportunities WHERE lead_id IS NOT NULL)) AS converted
FROM today, leads l JOIN merged USING (id) JOIN leads kept ON kept.id = into_id GROUP BY into_id;
"""

_ACTIVITIES = """
-- activities done, by at; no_answer apart; future dates are no facts
CREATE TABLE talks AS SELECT at AS day, rep, channel, kind, outcome = word('outcome_done') AS done,
    outcome = word('outcome_no_answer') AS no_answer,
    kind IN (word('kind_call'), word('kind_demo_call'), word('kind_meeting')) AS call_or_meeting
FROM activities, today WHERE at <= today.day;
"""

_ORDERS = """
-- money in the base currency; a missing exchange rate is unknown, never 1; lines of one deal and day are one order
CREATE TABLE lines AS SELECT o.*, rate,
    CASE WHEN opportunity_id IN (SELECT id FROM opportunities) THEN opportunity_id || signed_on END AS of_deal,
    status IS word('order_cancelled') AS cancelled, rate IS NULL AS no_rate,
    in_base(net_revenue, rate) AS base, in_base(o.cost, rate) AS base_cost, in_base(less(invoiced, paid), rate) AS owed
FROM orders o LEFT JOIN rates ON rates.currency = COALESCE(o.currency, word('base_currency'));
ALTER TABLE lines ADD COLUMN number;
UPDATE lines SET number = COALESCE(of_deal, 'line ' || id);
-- revenue by signed_on; won then cancelled is a negative line in the month of cancellation; cancelled on an impossible
-- day, it counts in no month
CREATE TABLE booked AS
SELECT signed_on AS day, 1 AS sign, lines.* FROM lines, today WHERE signed_on <= today.day
UNION ALL SELECT CASE WHEN cancelled_on BETWEEN signed_on AND today.day THEN cancelled_on ELSE signed_on END,
    -1, lines.* FROM lines, today WHERE cancelled AND signed_on <= today.day;
CREATE TABLE live AS SELECT signed_on AS day, lines.* FROM lines, today WHERE signed_on <= today.day AND NOT cancelled;

-- what is owed of orders not cancelled, and for how many days it has been due; late from the day after
CREATE TABLE debts AS SELECT rep, account, invoice_no, currency, in_base(invoiced, rate) AS invoiced,
    in_base(paid, rate) AS paid, less(invoiced, paid) AS own, owed, payment_due_on AS due, no_rate,
    CAST(julianday(today.day) - julianday(payment_due_on) AS INTEGER) AS days
FROM lines, today WHERE NOT cancelled AND invoiced IS NOT NULL;

-- delivery progress: a day of delivery ends it, and so does the whole quantity; without quantities the status says it
CREATE TABLE deliveries AS SELECT account, rep, product_group, signed_on, quantity, quantity_delivered AS delivered,
    less(quantity, quantity_delivered) AS remaining, delivery_due_on AS due,
    MAX(CAST(julianday(today.day) - julianday(delivery_due_on) AS INTEGER), 0) AS late
FROM lines, today WHERE NOT cancelled AND delivered_on IS NULL
    AND CASE WHEN quantity IS NOT NULL AND quantity_delivered IS NOT NULL
        THEN sign_of(less(quantity, quantity_delivered)) > 0
        ELSE status IS NULL OR status = word('order_signed') END;

-- an account is a new customer on the day of its first order
CREATE TABLE firsts AS SELECT day, rep, source FROM (SELECT *, ROW_NUMBER() OVER
    (PARTITION BY folded(account) ORDER BY day, rep IS NULL, rep, source IS NULL, source) AS place
    FROM live WHERE account IS NOT NULL) WHERE place = 1;

CREATE TABLE spent AS SELECT strftime('%Y-%m-01', month) AS day, source, in_base(amount, rate) AS base,
    rate IS NULL AS no_rate
FROM today, costs LEFT JOIN rates ON rates.currency = COALESCE(costs.currency, word('base_currency'))
WHERE strftime('%Y-%m-01', month) <= today.day;
CREATE TABLE goals AS SELECT strftime('%Y-%m-01', month) AS month, COALESCE(level, word('level_system')) AS level, key,
    kpi, value, CASE WHEN kpi = word('kpi_revenue') THEN rate ELSE '1' END AS rate, sheet_row
FROM targets LEFT JOIN rates ON rates.currency = COALESCE(targets.currency, word('base_currency'))
WHERE value IS NOT NULL AND month IS NOT NULL;
"""

_DEALS = """
-- the way of every deal: created in its first stage, then its moves, each state up to the next one; what is accepted
-- now has the last word
CREATE TABLE moved AS SELECT m.*, ROW_NUMBER() OVER (PARTITION BY opportunity_id ORDER BY at, recorded_at,
    (SELECT rank FROM stages WHERE stage = from_stage), (SELECT rank FROM stages WHERE stage = to_stage), m.id) AS place
FROM stage_moves m, today WHERE at <= today.day;
CREATE INDEX moved_of ON moved (opportunity_id, place);
CREATE TABLE told AS
SELECT o.id, 0 AS place, created_on AS day, COALESCE(from_stage, accepted_stage) AS stage,
    COALESCE(from_status, word('status_open')) AS status
FROM today, opportunities o LEFT JOIN moved m ON opportunity_id = o.id AND place = 1
WHERE created_on <= today.day AND (m.place IS NULL OR from_stage IS NOT NULL)
UNION ALL SELECT o.id, place, at, COALESCE(to_stage, accepted_stage), COALESCE(to_status, word('status_open'))
FROM moved JOIN opportunities o ON o.id = opportunity_id;
CREATE TABLE last_told AS SELECT id, MAX(place) AS place, day, stage, status FROM told GROUP BY id;
CREATE TABLE states AS SELECT * FROM told
UNION ALL SELECT id, COALESCE(place, 0) + 1, CASE WHEN typed <= today THEN MAX(typed, COALESCE(day, typed))
    ELSE COALESCE(day, today) END, accepted_stage, accepted_status
FROM (SELECT o.id, place, last_told.day, accepted_stage, accepted_status, today.day AS today, COALESCE(CASE
        accepted_status WHEN word('status_won') THEN signed_on WHEN word('status_lost') THEN lost_on END, accepted_on)
        AS typed FROM today, opportunities o LEFT JOIN last_told USING (id)
    WHERE last_told.stage IS NOT accepted_stage OR last_told.status IS NOT accepted_status);
CREATE TABLE way AS SELECT *, LEAD(day) OVER w AS until, LAG(stage) OVER w AS before, LAG(day) OVER w AS day_before,
    LEAD(place) OVER w IS NULL AS is_last
FROM states LEFT JOIN stages USING (stage) WINDOW w AS (PARTITION BY id ORDER BY place);
CREATE INDEX way_of ON way (id);
CREATE TABLE deals AS SELECT o.*, o.owner AS rep, end.day AS final_day, end.stage AS final_stage, end.status AS final,
    CASE WHEN created_on <= today.day THEN created_on END AS day, origin = word('origin_self') AS mine,
    strftime('%m/%Y', expected_close_on) AS close_month, in_base(amount, rate) AS base, rate IS NULL AS no_rate,
    COALESCE((SELECT MAX(rank) FROM way WHERE way.id = o.id), 0) AS furthest,
    COALESCE(signed_on, (SELECT MIN(day) FROM way WHERE way.id = o.id AND status = word('status_won'))) AS won_on
FROM today, opportunities o JOIN way end ON end.id = o.id AND is_last
LEFT JOIN rates ON rates.currency = COALESCE(o.currency, word('base_currency'));

-- how deals ended: won by signed_on, lost by lost_on with the stage it was lost in; lost, reopened and won is won once;
-- won then cancelled is taken off again on the day of cancellation
CREATE TABLE ended AS SELECT * FROM (
    SELECT won_on AS closed_on, 1 AS won, 0 AS lost, deals.* FROM deals
    WHERE final IN (word('status_won'), word('status_cancelled'))
    UNION ALL SELECT MAX(final_day, won_on), -1, 0, deals.* FROM deals, today
    WHERE final = word('status_cancelled') AND won_on <= today.day
    UNION ALL SELECT COALESCE(lost_on, final_day), 0, 1, deals.* FROM deals WHERE final = word('status_lost')), today
WHERE closed_on <= today.day;
CREATE TABLE closings AS SELECT closed_on AS day, won, lost, rep, source, product_group, base, no_rate,
    final_stage AS stage, lost_reason FROM ended;
CREATE TABLE cycles AS SELECT won_on AS day, rep, product_group,
    CAST(julianday(won_on) - julianday(approached_on) AS INTEGER) AS days
FROM deals, today WHERE final = word('status_won') AND approached_on <= won_on AND won_on <= today.day;
"""

_TIME = """
-- stays in a stage: neighbouring states of one stage; only open days count; a way that runs backwards tells nothing;
-- when the first stage was entered is known when there is a history, or the deal still stands there
CREATE TABLE stays AS SELECT id, stay, stage, MIN(day) AS entered,
    MAX(CASE WHEN is_last THEN CASE WHEN status IN (word('status_open'), word('status_paused')) THEN NULL ELSE day END
        ELSE until END) AS left_on,
    MAX(is_last AND status IN (word('status_open'), word('status_paused'))) AS lasts,
    SUM(CASE WHEN status = word('status_open')
        THEN CAST(julianday(COALESCE(until, today)) - julianday(day) AS INTEGER) ELSE 0 END) AS days
FROM (SELECT way.*, today.day AS today, SUM(before IS NULL OR before <> stage) OVER (PARTITION BY id ORDER BY place)
    AS stay FROM today, way WHERE id NOT IN (SELECT id FROM way WHERE day < day_before))
GROUP BY id, stay;
CREATE INDEX stay_of ON stays (id);
DELETE FROM stays WHERE stay = 1 AND id NOT IN (SELECT opportunity_id FROM moved WHERE opportunity_id IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM deals JOIN stages ON stage = accepted_stage
        WHERE deals.id = stays.id AND rank = 0 AND deals.day IS NOT NULL);
CREATE TABLE left_stays AS SELECT left_on AS day, stage, rep, product_group, days FROM stays JOIN deals USING (id)
WHERE NOT lasts;
CREATE TABLE lasting_stays AS SELECT stage, rep, product_group, days FROM stays JOIN deals USING (id) WHERE lasts;
CREATE TABLE arrivals AS SELECT here.entered AS day, here.stage, rep, product_group, there.days
FROM stays here JOIN deals USING (id) JOIN stays there ON there.id = here.id AND there.stay = here.stay - 1
WHERE NOT EXISTS (SELECT 1 FROM stays x WHERE x.id = here.id AND x.stage = here.stage AND x.stay < here.stay);

-- reached stage k = furthest stage ever >= k; it went on when it came further, from the last stage when it was won
CREATE TABLE reached AS SELECT day, stage, rank < furthest OR
    (rank = (SELECT MAX(rank) FROM stages) AND final = word('status_won')) AS went_on
FROM deals JOIN stages ON rank <= furthest;
"""

_CHANCES = """
-- probabilities: assumed, until 30 closed deals of one's own came that far; a tenth of a percent is the smallest part
CREATE TABLE chances AS SELECT stage, CASE WHEN COUNT(id) >= 30
    THEN (2000 * SUM(final = word('status_won')) + COUNT(id)) / (2 * COUNT(id)) ELSE assumed * 10 END AS per_mille
FROM stages LEFT JOIN deals ON final IN (word('status_won'), word('status_lost'))
    AND (furthest >= rank OR final = word('status_won'))
GROUP BY stage;
CREATE TABLE standing AS SELECT way.day AS since, COALESCE(until, '9999') AS until, way.stage, rep, close_month, base,
    no_rate, base * COALESCE(per_mille, 0) AS weighted, expected_close_on
FROM way JOIN deals USING (id) LEFT JOIN chances ON chances.stage = way.stage WHERE way.status = word('status_open');

-- forecast: what was signed, and what is open today and should close this month or later, by probability; a deal whose
-- day has passed, but not its month, may still close today
CREATE TABLE hoped AS
SELECT day, rep, strftime('%m/%Y', day) AS close_month, 1000 * sign * COALESCE(base, 0) AS part,
    sign > 0 AND no_rate AS no_rate, CASE WHEN sign < 0 THEN 0 ELSE base END AS base FROM booked
UNION ALL SELECT MAX(expected_close_on, today.day), rep, close_month, COALESCE(weighted, 0), no_rate, base
FROM standing, today WHERE since <= today.day AND until > today.day
    AND expected_close_on >= date(today.day, 'start of month');
"""

FACTS = _LEADS + _ACTIVITIES + _ORDERS + _DEALS + _TIME + _CHANCES
