/** Workflows per second in process, beside a hand-written loop over undici that makes the same requests. */
import * as library from '../dist/index.js';
import { Pool } from 'undici';
import { median, printTable, repositoryFile, withServer } from './measure.mjs';

/** How many at a time. */
const concurrencies = [1, 16, 50];

const token = 'bench_0123456789abcdef';
const inputs = { amount: 1999, buyer: 'Ann Other' };

/** Prints the workflows per second of this checkout beside those of the loop by hand. */
export async function throughput({ quick }) {
  console.log('throughput: two form POSTs a workflow, loopback server in another process');
  await withServer(async (url) => {
    const heddle = await preparedWorkflow(library, url);
    const pool = new Pool(url, { connections: 128 });
    const works = [heddle.once, () => handWritten(pool)];
    await sameAnswers(...works);
    const rates = works.map(
      (work) => (concurrency, milliseconds) => perSecond(work, concurrency, milliseconds),
    );
    await race(rates, ['heddle/s', 'by hand/s'], quick);
    await heddle.close();
    await pool.close();
  });
}

/** Prints the rates of two ways to do the same, each given by a function of concurrency and milliseconds. */
export async function race(rates, names, quick) {
  printRace(await alternate(rates, quick), names);
}

/** The rates of two ways to do the same: for each concurrency the pairs of the rounds, which alternate. */
export async function alternate([ours, theirs], quick) {
  const rounds = quick ? 5 : 11;
  const milliseconds = quick ? 350 : 700;
  for (const rate of [ours, theirs]) await rate(50, quick ? 1500 : 3000);
  const pairs = new Map(concurrencies.map((concurrency) => [concurrency, []]));
  for (const concurrency of concurrencies) {
    for (let round = 0; round < rounds; round++) {
      // Who goes first alternates, so that neither always finds the machine as the other left it.
      const order = round % 2 === 0 ? [ours, theirs] : [theirs, ours];
      const rates = new Map();
      for (const rate of order) rates.set(rate, await rate(concurrency, milliseconds));
      pairs.get(concurrency).push({ ours: rates.get(ours), theirs: rates.get(theirs) });
    }
  }
  return pairs;
}

/** Prints pairs of rates. The ratio is the geometric mean of the rounds, which favours neither side. */
export function printRace(pairs, [ourName, theirName]) {
  const rows = [['concurrency', ourName, theirName, 'ratio', 'ratios of the rounds']];
  for (const [concurrency, rounds] of pairs) {
    const ratios = rounds.map((round) => round.ours / round.theirs);
    const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
    rows.push([
      concurrency,
      Math.round(median(rounds.map((round) => round.ours))),
      Math.round(median(rounds.map((round) => round.theirs))),
      mean.toFixed(2),
      `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`,
    ]);
  }
  printTable(rows);
}

/** The workflow of the benchmark, ready to be run by the library of a checkout. */
export async function preparedWorkflow({ load, prepare, start }, url) {
  const { plan, diagnostics } = await load(repositoryFile('bench/documents/two-posts.arazzo.yaml'));
  if (plan === undefined) throw new Error(JSON.stringify(diagnostics, null, 2));
  const { prepared } = await prepare(plan, {
    servers: { shop: url },
    credentials: { HEDDLE_SHOP_TOKEN: token },
  });
  return {
    once: async () => {
      const { status, outputs } = await start(prepared, { inputs });
      if (status !== 'completed') throw new Error(`A run ended as ${status}.`);
      return outputs;
    },
    close: () => prepared.close(),
  };
}

/**
 * What one would write without Heddle: no plan, no journal, no masking, no report.
 * @param step Does what has a name; a durable engine keeps its result.
 */
export async function handWritten(pool, step = (_name, work) => work()) {
  const order = await step('order', () =>
    post(pool, '/v1/orders', {
      amount: inputs.amount,
      currency: 'eur',
      confirm: true,
      description: `An order of ${inputs.buyer}`,
    }),
  );
  const message = await step('message', () =>
    post(pool, '/v1/shops/S1/messages.json', {
      to: inputs.buyer,
      text: `Your order ${order.id} is placed.`,
    }),
  );
  return { orderId: order.id, status: order.status, messageId: message.id };
}

async function post(pool, path, form) {
  const { statusCode, body } = await pool.request({
    method: 'POST',
    path,
    headers: {
      accept: 'application/json, */*;q=0.1',
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `Bearer ${token}`,
      'user-agent': 'bench/1',
    },
    body: new URLSearchParams(form).toString(),
  });
  const answer = await body.json();
  if (statusCode !== 200) throw new Error(`HTTP ${statusCode}`);
  return answer;
}

async function sameAnswers(ours, theirs) {
  const [a, b] = [JSON.stringify(await ours()), JSON.stringify(await theirs())];
  if (a !== b) throw new Error(`The two do not do the same: ${a} and ${b}.`);
}

/** How often work is done in a second: of the clock, or of the processor, which the work of other processes disturbs less. */
export async function perSecond(work, concurrency, milliseconds, seconds = clockSeconds) {
  const started = performance.now();
  const from = seconds();
  let done = 0;
  const worker = async () => {
    while (performance.now() - started < milliseconds) {
      await work();
      done++;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return done / (seconds() - from);
}

function clockSeconds() {
  return performance.now() / 1000;
}

/** Seconds of the processor that this process has used. */
export function processorSeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
