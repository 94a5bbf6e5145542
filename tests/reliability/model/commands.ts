import fc, { type AsyncCommand } from 'fast-check'
import type { FakeAnswer } from '#gateways/fake_gateway'
import SmsAttempt from '#models/sms_attempt'
import type { MessageStatus } from '#messages/message_status'
import { aMessage } from '#tests/helpers/arrange'
import { checkInvariants } from '#tests/reliability/model/invariants'
import type { Model, ModelledMessage, World } from '#tests/reliability/model/world'

type Allow = Partial<Record<MessageStatus, MessageStatus[]>>

/** What a command may do to a message in each state; where nothing is said, nothing. */
const WORK: Allow = {
  pending: ['sent', 'failed', 'dead_letter', 'unknown', 'expired', 'suppressed'],
  sending: ['unknown'],
}
const SLEEP: Allow = { ...WORK, pending: [...WORK.pending!, 'sending'] }
/** The sweep that goes on may come to the same message again, and close it then. */
const WAKE: Allow = { pending: WORK.pending, sending: ['pending', ...WORK.pending!] }
const REAP: Allow = { sending: ['unknown'] }
const REQUEUE: Allow = {
  failed: ['pending'],
  dead_letter: ['pending'],
  unknown: ['pending'],
}

function widen(messages: ModelledMessage[], allow: Allow): void {
  for (const { allowed } of messages) {
    for (const status of [...allowed]) for (const to of allow[status] ?? []) allowed.add(to)
  }
}

export const PHONES = ['+237690000001', '+237690000002', '+237690000003']

const ANSWERS: Record<string, FakeAnswer> = {
  accepted: { outcome: 'accepted', providerMessageId: 'fake' },
  ambiguous: { outcome: 'ambiguous', reason: 'connection_reset' },
  transient: { outcome: 'transient', reason: 'request_timeout' },
  refused: { outcome: 'refused', reason: 'invalid_number' },
  throttled: { outcome: 'throttled', reason: 'too_many_requests' },
  provider_down: { outcome: 'provider_down', reason: 'connection_refused' },
  account: { outcome: 'account', reason: 'no_credit' },
}

export interface Definition {
  name: string
  check?(model: Model): boolean
  run(model: Model, world: World): Promise<void>
}

/** Every command ends with a look at everything. */
function command({ name, check, run }: Definition): AsyncCommand<Model, World> {
  return {
    check: (model) => check?.(model) ?? true,
    run: async (model, world) => {
      await run(model, world)
      await checkInvariants(model, world)
    },
    toString: () => name,
  }
}

const postsOf = (id: number, world: World) =>
  world.posts().filter(({ messageId }) => messageId === id).length

const add = (count: number, phone: string, minutes: number | null) =>
  command({
    name: `add ${count} to ${phone}${minutes === null ? '' : `, useful for ${minutes} min`}`,
    async run(model, { clock }) {
      /** Whole seconds, as #storage/instants writes them. */
      const now = clock.now().startOf('second')
      for (let n = 0; n < count; n++) {
        const { id } = await aMessage({
          phoneNumber: phone,
          scheduledAt: now,
          expiresAt: minutes === null ? null : now.plus({ minutes }),
        })
        model.messages.push({
          id,
          phone,
          allowed: new Set(['pending']),
          resentByHand: 0,
          postsWhenCalledOff: model.optedOut.has(phone) ? 0 : null,
        })
      }
    },
  })

const answer = (name: string) =>
  command({
    name: `the next answer is ${name}`,
    async run(_, { worker, sleeper }) {
      worker.gateway.answerWith(ANSWERS[name])
      sleeper.gateway.answerWith(ANSWERS[name])
    },
  })

export const sweep = command({
  name: 'sweep',
  async run(model, { worker }) {
    widen(model.messages, WORK)
    await worker.sweep.run()
  },
})

/** Those of the sleeper alone: all others are over when their command is. */
async function unfinishedAttempts(): Promise<number> {
  return (await SmsAttempt.query().whereNull('finished_at')).length
}

export const sleep = command({
  name: 'a worker falls asleep during its POSTs',
  check: ({ asleep }) => !asleep,
  async run(model, world) {
    widen(model.messages, SLEEP)
    const { gateway, sweep: sleeping } = world.sleeper
    const before = gateway.sent.length
    gateway.hold()
    world.sleepingSweep = sleeping.run()
    const hanging = async () => {
      await gateway.arrived(before + 1)
      await gateway.arrived(before + (await unfinishedAttempts()))
    }
    await Promise.race([world.sleepingSweep, hanging()])
    model.asleep = true
  },
})

export const wake = command({
  name: 'it wakes up',
  check: ({ asleep }) => asleep,
  async run(model, world) {
    widen(model.messages, WAKE)
    world.sleeper.gateway.release()
    await world.sleepingSweep
    model.asleep = false
  },
})

export const reap = command({
  name: 'reap',
  async run(model, { worker }) {
    widen(model.messages, REAP)
    await worker.reaper.run()
  },
})

export const wait = (minutes: number) =>
  command({
    name: `${minutes} min pass`,
    async run(_, { clock }) {
      clock.advance({ minutes })
    },
  })

const optOut = (phone: string) =>
  command({
    name: `opt out ${phone}`,
    check: ({ optedOut }) => !optedOut.has(phone),
    async run(model, world) {
      const open = model.messages.filter((message) => message.phone === phone)
      widen(open, { pending: ['suppressed'] })
      await world.desk.consent.run({
        phoneNumber: phone,
        status: 'opted_out',
        source: 'staff',
        actor: 'cli:model',
      })
      model.optedOut.add(phone)
      for (const message of open)
        if (!message.allowed.has('sending')) message.postsWhenCalledOff = postsOf(message.id, world)
    },
  })

const cancel = (place: number) =>
  command({
    name: `cancel ${place}`,
    check: ({ messages }) => messages.length > 0,
    async run({ messages }, world) {
      const message = messages[place % messages.length]
      widen([message], { pending: ['cancelled'] })
      const { moved } = await world.desk.cancel.run({ actor: 'cli:model', ids: [message.id] })
      if (moved === 1) message.postsWhenCalledOff = postsOf(message.id, world)
    },
  })

const requeue = (place: number, force: boolean) =>
  command({
    name: `requeue ${place}${force ? ' by force' : ''}`,
    check: ({ messages }) => messages.length > 0,
    async run({ messages }, world) {
      const message = messages[place % messages.length]
      const mayHaveIt = message.allowed.has('unknown')
      widen([message], REQUEUE)
      const { requeued } = await world.desk.requeue.run({
        actor: 'cli:model',
        ids: [message.id],
        force,
      })
      if (requeued === 1 && mayHaveIt) message.resentByHand += 1
    },
  })

export const resume = command({
  name: 'resume',
  async run(_, { desk }) {
    await desk.resume.run({ actor: 'cli:model' })
  },
})

export const place = fc.nat({ max: 20 })
export const phone = fc.constantFrom(...PHONES)
const usefulMinutes = fc.constantFrom(null, null, 1, 30, 120)
const adding = fc
  .tuple(fc.integer({ min: 1, max: 4 }), phone, usefulMinutes)
  .map((given) => add(...given))
export const answering = fc.constantFrom(...Object.keys(ANSWERS)).map(answer)

/** A history of at most so many steps; what stands twice comes twice as often. */
export const histories = (maxCommands: number) =>
  fc.commands(
    [
      adding,
      adding,
      answering,
      answering,
      answering,
      fc.constant(sweep),
      fc.constant(sweep),
      fc.constant(sleep),
      fc.constant(wake),
      fc.constant(reap),
      fc.constantFrom(1, 2, 6, 25).map(wait),
      phone.map(optOut),
      place.map(cancel),
      fc.tuple(place, fc.boolean()).map((given) => requeue(...given)),
      fc.constant(resume),
    ],
    { maxCommands, size: 'max' }
  )
