import { FakeGateway } from '#gateways/fake_gateway'
import { LogGateway } from '#gateways/log_gateway'
import { CANARY_SMS, gatewayContract } from '#tests/helpers/gateway_contract'
import { answer, hang } from '#tests/helpers/scripted_server'
import { aLogger } from '#tests/helpers/logger'
import { openOrange, SEND_PATH } from '#tests/helpers/orange_gateway'

/** One test waits until it is over; another sends fifty at once on a machine that may be busy. */
const TIMEOUT_MS = 4_000

gatewayContract('orange', async () => {
  const { server, gateway, close } = await openOrange({ timeoutMs: TIMEOUT_MS })
  const echo = `Invalid address tel:${CANARY_SMS.phoneNumber} for "${CANARY_SMS.body}"`
  return {
    gateway,
    close,
    stall: () => server.on(SEND_PATH, hang),
    fail: () => server.on(SEND_PATH, answer(400, { code: 24, message: echo, description: echo })),
  }
})

gatewayContract('log', async () => ({
  gateway: new LogGateway(aLogger().logger),
  close: async () => {},
}))

gatewayContract('fake', async () => {
  const gateway = new FakeGateway()
  return {
    gateway,
    fail: () => gateway.answerAlways({ outcome: 'refused', reason: 'invalid_number' }),
    close: async () => {},
  }
})
