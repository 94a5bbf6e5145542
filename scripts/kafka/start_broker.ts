import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { openSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { killAtExit, temporaryFolder } from '../../tests/helpers/at_exit.js'
import { freePort } from '../../tests/helpers/postgres.js'
import { fetchKafka, requireJava } from './fetch_kafka.js'

const run = promisify(execFile)

/** Milliseconds for a broker to answer on a loaded machine; 3,500 on an idle one. */
const READY_WITHIN_MS = 90_000

/** It shares the machine with what it is needed for. */
const SMALL = ['-Xms128m', '-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1']

/** A second listener, at localhost, that takes TLS with a login alone. */
export interface Login {
  /** PEM: the private key (PKCS#8) and the certificate for localhost, in one file. */
  keyAndCertificate: string
  username: string
  password: string
}

export interface Broker {
  /** For KAFKA_BROKERS. */
  address: string
  /** Of the listener with TLS and a login. */
  secureAddress?: string
  /** A clean end. Its data stay until the process ends. */
  stop(): Promise<void>
  /** As by a crash. */
  kill(): Promise<void>
  /** Again on the same port, with the same data. */
  start(): Promise<void>
}

/**
 * A real Apache Kafka of one node (KRaft), on free ports of this machine, with empty data of its
 * own. It ends with this process.
 *
 * @throws Error that says what is missing on this machine
 */
export async function startBroker({ login }: { login?: Login } = {}): Promise<Broker> {
  const java = await requireJava()
  const jars = join(await fetchKafka(), '*')
  const folder = temporaryFolder('rappel-kafka-')
  const port = await freePort()
  const settings = join(folder, 'server.properties')
  const securePort = login && (await freePort())
  const secure = login && secureProperties(login, securePort!)
  const controllerPort = await freePort()
  await writeFile(settings, propertiesOf({ folder, port, controllerPort, secure }))
  const storage = [...SMALL, '-cp', jars, 'kafka.tools.StorageTool']
  const { stdout: id } = await run(java, [...storage, 'random-uuid'])
  const users = login ? scramUsers(login) : []
  const format = ['format', '--standalone', '-t', id.trim(), '-c', settings, ...users]
  await run(java, [...storage, ...format])

  let child: ChildProcess | undefined
  const log = join(folder, 'broker.log')
  const start = async () => {
    const output = openSync(log, 'a')
    const quiet = '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'
    child = spawn(java, [...SMALL, quiet, '-cp', jars, 'kafka.Kafka', settings], {
      stdio: ['ignore', output, output],
    })
    killAtExit(child)
    await untilItListens(child, port, log)
  }
  const end = async (signal: NodeJS.Signals) => {
    if (!child || hasEnded(child)) return
    const ended = new Promise((resolve) => child!.once('exit', resolve))
    child.kill(signal)
    await ended
  }
  await start()
  return {
    address: `127.0.0.1:${port}`,
    ...(securePort && { secureAddress: `localhost:${securePort}` }),
    start,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  }
}

const MECHANISMS = ['SCRAM-SHA-256', 'SCRAM-SHA-512']

function scramUsers({ username, password }: Login): string[] {
  return MECHANISMS.flatMap((mechanism) => [
    '--add-scram',
    `${mechanism}=[name=${username},password=${password}]`,
  ])
}

function secureProperties(login: Login, port: number) {
  const modules = 'org.apache.kafka.common.security'
  const listener = 'listener.name.secure'
  const scram = `${modules}.scram.ScramLoginModule required;`
  return {
    listener: `SECURE://localhost:${port}`,
    properties: {
      'ssl.keystore.type': 'PEM',
      'ssl.keystore.location': login.keyAndCertificate,
      [`${listener}.sasl.enabled.mechanisms`]: ['PLAIN', ...MECHANISMS].join(','),
      [`${listener}.plain.sasl.jaas.config`]: `${modules}.plain.PlainLoginModule required user_${login.username}="${login.password}";`,
      [`${listener}.scram-sha-256.sasl.jaas.config`]: scram,
      [`${listener}.scram-sha-512.sasl.jaas.config`]: scram,
    },
  }
}

interface Where {
  folder: string
  port: number
  controllerPort: number
  secure?: ReturnType<typeof secureProperties>
}

function propertiesOf({ secure, ...of }: Where): string {
  const listeners = [
    `PLAINTEXT://127.0.0.1:${of.port}`,
    `CONTROLLER://127.0.0.1:${of.controllerPort}`,
    ...(secure ? [secure.listener] : []),
  ].join(',')
  return Object.entries({
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.bootstrap.servers': `127.0.0.1:${of.controllerPort}`,
    listeners,
    'advertised.listeners': listeners,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SECURE:SASL_SSL',
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': join(of.folder, 'data'),
    'auto.create.topics.enable': false,
    'group.initial.rebalance.delay.ms': 0,
    'group.min.session.timeout.ms': 1_000,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 4,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'share.coordinator.state.topic.num.partitions': 4,
    ...secure?.properties,
  })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
}

async function untilItListens(child: ChildProcess, port: number, log: string): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS
  while (!(await listens(port))) {
    if (!hasEnded(child) && performance.now() < deadline) {
      await delay(100)
      continue
    }
    child.kill('SIGKILL')
    const said = await readFile(log, 'utf8')
    const lines = said.trim().split('\n')
    throw new Error(`the broker did not start: ${lines.slice(-3).join(' | ')}`)
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1')
    const end = (is: boolean) => (socket.destroy(), resolve(is))
    socket.once('connect', () => end(true)).once('error', () => end(false))
  })
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}
