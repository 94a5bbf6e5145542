import type { DeliberateBug } from './deliberate_bug.js'

const EVERY_ANSWER = 'tests/unit/delivery/send/every_answer.spec.ts'
const RECORDING = 'tests/unit/delivery/send/record_outcomes.spec.ts'
const SOCKETS = 'tests/unit/gateways/what_left_the_socket.spec.ts'
const GATEWAY = 'tests/unit/gateways/orange_gateway.spec.ts'

/** Mistakes about what answers mean and what becomes of them. */
export const ANSWER_BUGS: DeliberateBug[] = [
  {
    name: 'a place that cannot be had ends the whole group',
    harm: 'messages that the operator has answered for are unknown, or are sent twice under resend_once',
    file: 'app/delivery/send/post_messages.ts',
    edits: [{ find: 'faults.add(error)\n    return false', replace: 'throw error' }],
    specs: [EVERY_ANSWER],
  },
  {
    name: 'a gateway that throws ends the whole group',
    harm: 'the answers to the others are not written down',
    file: 'app/delivery/send/post_messages.ts',
    edits: [
      {
        find: '/** No gateway may throw. If one does, how far it got is not known. */',
        replace: 'throw error',
      },
    ],
    specs: [EVERY_ANSWER],
  },
  {
    name: 'an answer that the database does not take keeps the others of its group back',
    harm: 'one row that cannot be written makes a whole batch unknown',
    file: 'app/delivery/send/write_apart.ts',
    edits: [
      {
        find: 'if (outcomes.length === 1)',
        replace: 'if (outcomes.length > 0)',
      },
    ],
    specs: [RECORDING],
  },
  {
    name: 'answers are written with those of other lanes for ever',
    harm: 'what is wrong with one batch keeps the answers of all lanes from being written',
    file: 'app/delivery/send/record_outcomes.ts',
    edits: [
      {
        find: 'const apart = await this.#writeAgain(outcomes, lease)',
        replace: 'throw error\n      const apart = await this.#writeAgain(outcomes, lease)',
      },
    ],
    specs: [RECORDING],
  },
  {
    name: 'a socket that was destroyed counts as one that carried the request',
    harm: 'with too few file descriptors thousands of messages become unknown and none was POSTed',
    file: 'app/gateways/orange/exchange_trace.ts',
    edits: [
      {
        find: 'if (!this.#socket || !this.#opened) return false',
        replace: 'return !!this.#socket',
      },
    ],
    specs: [SOCKETS],
  },
  {
    name: 'a request on a connection that is not answered counts as not sent',
    harm: 'a message that the operator has is sent again',
    file: 'app/gateways/orange/exchange_trace.ts',
    edits: [
      {
        find: 'return this.#socket.bytesWritten !== this.#bytesBefore',
        replace: 'return this.#socket.bytesWritten === 0',
      },
    ],
    specs: [SOCKETS],
  },
  {
    name: 'a fault of this machine counts as an outage of the operator',
    harm: 'the circuit opens for the workers of all machines because one has no file descriptor left',
    file: 'app/gateways/orange/classify_network_error.ts',
    edits: [
      {
        find: "{ outcome: 'own_fault', reason: own }",
        replace: "{ outcome: 'provider_down', reason: own }",
      },
    ],
    specs: [SOCKETS],
  },
  {
    name: 'after a fault of this machine nobody rests',
    harm: 'the whole queue is tried in vain as fast as the rows can be written',
    file: 'app/delivery/accounts/react_to_results.ts',
    edits: [
      { find: 'if (reasons.length === 0) return', replace: 'if (reasons.length >= 0) return' },
    ],
    specs: [EVERY_ANSWER],
  },
  {
    name: 'a machine without connections opens as many as ever',
    harm: 'most messages are put off although the connections that are open would carry them',
    file: 'app/gateways/orange/orange_http.ts',
    edits: [{ find: 'if (isOutOfConnections(code)) this.#places.refused()', replace: '' }],
    specs: [SOCKETS],
  },
  {
    name: 'an SMS for which no second place could be had is POSTed again all the same',
    harm: 'the operator sees more than its limit while the database is away',
    file: 'app/gateways/orange/orange_gateway.ts',
    edits: [{ find: 'if (hasPlace) return', replace: 'if (hasPlace || true) return' }],
    specs: [GATEWAY],
  },
]
