// The SDK's client, and a witness of everything that is called on it.
import assert from 'node:assert/strict'
import { register } from 'node:module'
import WebSocket from 'ws'

register('./module_hook.mjs', import.meta.url)
const sdk_module = await import('@tastytrade/api')
const { default: TastytradeClient, LogLevel } = sdk_module
export const { AccountStreamer, CandleType, MarketDataSubscriptionType, STREAMER_STATE } = sdk_module

// Node 18 and 20 have no WebSocket of their own, and the SDK's market data needs one.
globalThis.WebSocket ??= WebSocket

const url = process.env.BELAY_URL
assert.ok(url, 'BELAY_URL is not set; run this as: belay sim -- node sdk.test.mjs')

export const streamer_url = `${url.replace('http', 'ws')}/account-streamer`

// The grant that every simulator accepts, the same words as in src/proto/oauth/token.cpp.
const grant = {
  clientSecret: process.env.BELAY_CLIENT_SECRET ?? 'simulator-client-secret',
  refreshToken: process.env.BELAY_REFRESH_TOKEN ?? 'simulator-refresh-token'
}

export function client(changes = {}) {
  return new TastytradeClient({
    baseUrl: url,
    accountStreamerUrl: streamer_url,
    oauthScopes: ['read', 'trade'],
    logLevel: LogLevel.ERROR,
    ...grant,
    ...changes
  })
}

// Waits for an event, not for a time: `subscribe(resolve, reject)` says when.
export function within(seconds, what, subscribe) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no ${what} within ${seconds} s`)), seconds * 1000)
    subscribe(value => (clearTimeout(timer), resolve(value)), reason => (clearTimeout(timer), reject(reason)))
  })
}

// TypeScript's `private` is gone at run time: what only the SDK itself calls.
const internals = {
  accountStreamer: [
    'teardown', 'scheduleHeartbeatTimer', 'cancelHeartbeatTimer', 'clearHeartbeatTimerId', 'sendQueuedMessages',
    'handleOpen', 'handleClose', 'handleError', 'handleMessage', 'handleOneMessage'
  ]
}

function methods_of(object) {
  const own = Object.keys(object).filter(name => typeof object[name] === 'function')
  const prototype = Object.getPrototypeOf(object)
  const inherited = Object.getOwnPropertyNames(prototype).filter(
    name => name !== 'constructor' && typeof Object.getOwnPropertyDescriptor(prototype, name).value === 'function'
  )
  return [...inherited, ...own]
}

// The services and streamers of the client: what it carries beside its plumbing.
function parts_of(sdk) {
  return Object.keys(sdk).filter(name => /(Service|Streamer)$/.test(name))
}

function excerpt(value) {
  let text
  try {
    text = JSON.stringify(value) ?? String(value)
  } catch {
    text = String(value) // an answer without an envelope is axios' own, which refers to itself
  }
  return text.length > 600 ? `${text.slice(0, 600)}…` : text
}

// Calls the SDK. A method counts as called when its answer has passed its check.
export class Witness {
  #sdk
  #internals
  #called = new Set()

  constructor(sdk, what_is_internal = internals) {
    this.#sdk = sdk
    this.#internals = what_is_internal
  }

  note(part, method) {
    assert.equal(typeof this.#sdk[part]?.[method], 'function', `the SDK has no ${part}.${method}`)
    this.#called.add(`${part}.${method}`)
  }

  async ask(part, method, args, check) {
    let answer
    try {
      answer = await this.#sdk[part][method](...args)
      await check(answer)
    } catch (error) {
      const got = error.response ? `${error.response.status} ${excerpt(error.response.data)}` : excerpt(answer)
      throw new Error(`${part}.${method}(${excerpt(args)}): ${error.message}\n  answered ${got}`, { cause: error })
    }
    this.note(part, method)
    return answer
  }

  // The broker refuses this too (broker-api.md): the status and the code say why.
  async refused(part, method, args, status, code) {
    const call = `${part}.${method}(${excerpt(args)})`
    const failure = await this.#sdk[part][method](...args).then(
      answer => assert.fail(`${call} was not refused but answered ${excerpt(answer)}`),
      error => error.response ?? assert.fail(`${call}: ${error.message}`)
    )
    assert.equal(failure.status, status, `${call}: the status`)
    assert.equal(failure.data.error.code, code, `${call}: the code`)
    this.note(part, method)
    return failure.data.error
  }

  // What the SDK can do and nobody asked for.
  missing() {
    const all = parts_of(this.#sdk).flatMap(part => {
      const methods = methods_of(this.#sdk[part])
      const private_ones = this.#internals[part] ?? []
      for (const name of private_ones) assert.ok(methods.includes(name), `${part}.${name} is listed as internal and is not there`)
      return methods.filter(name => !private_ones.includes(name)).map(name => `${part}.${name}`)
    })
    return all.filter(name => !this.#called.has(name))
  }

  get count() {
    return this.#called.size
  }
}

// Money, rates and quantities are strings on this wire; sums of a few are compared to a millionth.
export function number(value, what) {
  assert.equal(typeof value, 'string', `${what} is a string`)
  assert.match(value, /^-?\d+(\.\d+)?$/, what)
  return Number(value)
}

export function about(actual, expected, what) {
  assert.ok(Math.abs(actual - expected) < 1e-6, `${what}: ${actual} instead of ${expected}`)
}

export function only(items, what) {
  assert.equal(items.length, 1, what)
  return items[0]
}
