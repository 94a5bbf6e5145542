import { IANAZone } from 'luxon'
import { Secret } from '@adonisjs/core/helpers'
import { isSupportedCountry, type CountryCode } from 'libphonenumber-js'
import { A_LANGUAGE_TAG, LANGUAGE_TAG } from '#values/language_tag'
import { AddressList } from '#values/address_list'
import { E164_PREFIX } from '#values/e164'

/**
 * Rules for environment variables beyond those of `Env.schema`. Each names the
 * variable, the value it got and what is allowed; `Env.create` collects them all.
 */

type Rule<Value> = (key: string, value?: string) => Value

interface NumberOptions {
  min: number
  max: number
  fallback: number
}

export function integer(options: NumberOptions): Rule<number> {
  return numeric(options, /^-?\d+$/, 'a whole number')
}

export function number(options: NumberOptions): Rule<number> {
  return numeric(options, /^-?\d+(\.\d+)?$/, 'a number')
}

function numeric({ min, max, fallback }: NumberOptions, form: RegExp, noun: string): Rule<number> {
  return (key, value) => {
    if (isEmpty(value)) return fallback
    const parsed = Number(value)
    if (!form.test(value) || parsed < min || parsed > max) {
      throw new Error(
        `Value for environment variable "${key}" must be ${noun} from ${min} to ${max}, instead received "${value}"`
      )
    }
    return parsed
  }
}

export function languageTag({ fallback }: { fallback: string }): Rule<string> {
  return (key, value) => {
    if (isEmpty(value)) return fallback
    if (LANGUAGE_TAG.test(value)) return value.toLowerCase()
    throw new Error(
      `Value for environment variable "${key}" must be ${A_LANGUAGE_TAG}, instead received "${value}"`
    )
  }
}

export function timeZone({ fallback }: { fallback: string }): Rule<string> {
  return (key, value) => {
    if (isEmpty(value)) return fallback
    if (!IANAZone.isValidZone(value)) {
      throw new Error(
        `Value for environment variable "${key}" must be an IANA time zone such as "Africa/Douala", instead received "${value}"`
      )
    }
    return value
  }
}

export function country({ fallback }: { fallback: CountryCode }): Rule<CountryCode> {
  return (key, value) => {
    if (isEmpty(value)) return fallback
    if (!isSupportedCountry(value)) {
      throw new Error(
        `Value for environment variable "${key}" must be a two-letter country code such as "CM", instead received "${value}"`
      )
    }
    return value
  }
}

/**
 * SQLite stores instants as text: a process in another zone would write different texts for the
 * same instant.
 */
export function utcOnly(): Rule<'UTC'> {
  return (key, value) => {
    if (isEmpty(value) || value === 'UTC') return 'UTC'
    throw new Error(
      `Value for environment variable "${key}" must be "UTC", instead received "${value}" (people's zones are APP_TIMEZONE and the facilities')`
    )
  }
}

/** A text in a certain form, or the fallback if empty. */
export function text<Fallback extends string | undefined>(options: {
  form: RegExp
  allowed: string
  fallback: Fallback
}): Rule<string | Fallback> {
  return (key, value) => {
    if (isEmpty(value)) return options.fallback
    if (!options.form.test(value)) {
      throw new Error(
        `Value for environment variable "${key}" must be ${options.allowed}, instead received "${value}"`
      )
    }
    return value
  }
}

/** 256 bits: a hexadecimal digit has four bits, any other character at most six. */
const HEXADECIMAL = /^(?:[0-9a-f]+|[0-9A-F]+)$/
const secretLength = (secret: string) => (HEXADECIMAL.test(secret) ? 64 : 43)
/** Characters that need no encoding in a path. */
const SECRET_FORM = /^[A-Za-z0-9._~-]+$/
/** 64 random hexadecimal digits practically always have more. */
const DIFFERENT_CHARACTERS = 8

/** One secret for the webhook URL, or two separated by a comma during a rotation. Never shown. */
export function webhookSecrets(): Rule<Secret<string>[]> {
  return (key, value) => {
    if (isEmpty(value)) return []
    const secrets = value.split(',').map((secret) => secret.trim())
    const refuse = (allowed: string, received: string) => {
      throw new Error(
        `Value for environment variable "${key}" must ${allowed} (for example from "openssl rand -hex 32"), instead received ${received}`
      )
    }
    if (secrets.length > 2) refuse('be one secret, or two during a rotation', `${secrets.length}`)
    for (const secret of secrets) {
      const least = secretLength(secret)
      if (secret.length < least)
        refuse(`have at least ${least} characters, 256 bits`, `${secret.length} characters`)
      if (!SECRET_FORM.test(secret)) refuse('have only letters, digits and ._~-', 'others')
      if (new Set(secret).size < DIFFERENT_CHARACTERS)
        refuse('be random', `fewer than ${DIFFERENT_CHARACTERS} different characters`)
    }
    return secrets.map((secret) => new Secret(secret))
  }
}

const LONGEST_URL = 2_000

/** Where another program is called. Its value is not shown: part of it may be a secret. */
export function webUrl({ example = 'https://register.example.org/sms-events' } = {}): Rule<
  string | undefined
> {
  return (key, value) => {
    if (isEmpty(value)) return undefined
    const url = value.length <= LONGEST_URL && URL.canParse(value) ? new URL(value) : undefined
    const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:'
    if (isWeb && !url.username && !url.password && !url.hash) return value
    throw new Error(
      `Value for environment variable "${key}" must be a URL such as "${example}", without a login and without "#", of at most ${LONGEST_URL} characters`
    )
  }
}

/** Addresses and networks, separated by commas. */
export function addressList(): Rule<AddressList> {
  return (key, value) => {
    const entries = isEmpty(value) ? [] : value.split(',').map((entry) => entry.trim())
    try {
      return new AddressList(entries)
    } catch (error) {
      throw new Error(
        `Value for environment variable "${key}" must be a list such as "41.202.0.0/16, 2001:db8::/32": ${error.message}`
      )
    }
  }
}

const BROKER = /^[A-Za-z0-9._-]+:\d{1,5}$/

/**
 * Beginnings of numbers, separated by commas; `*` for any, which is an empty list. Undefined where
 * nothing is set.
 */
export function prefixList(): Rule<string[] | undefined> {
  return (key, value) => {
    if (isEmpty(value)) return undefined
    if (value.trim() === '*') return []
    const prefixes = value.split(',').map((prefix) => prefix.trim())
    if (prefixes.every((prefix) => E164_PREFIX.test(prefix))) return prefixes
    throw new Error(
      `Value for environment variable "${key}" must be a list such as "+237,+221", or "*" for any number, instead received "${value}"`
    )
  }
}

/** Kafka brokers, `host:port`, separated by commas; empty: none. */
export function brokerList(): Rule<string[]> {
  return (key, value) => {
    if (isEmpty(value)) return []
    const brokers = value.split(',').map((broker) => broker.trim())
    if (brokers.every((broker) => BROKER.test(broker))) return brokers
    throw new Error(
      `Value for environment variable "${key}" must be a list such as "kafka1:9092,kafka2:9092", instead received "${value}"`
    )
  }
}

/** The name of a Kafka topic or consumer group. */
export function kafkaName<Fallback extends string>(fallback: Fallback): Rule<string> {
  return text({
    form: /^[A-Za-z0-9._-]{1,249}$/,
    allowed: 'a name of letters, digits and . _ -',
    fallback,
  })
}

/** One key, or several separated by commas, newest first. */
export function hashKeys({ least = 32 } = {}): Rule<Secret<[string, ...string[]]> | undefined> {
  return (key, value) => {
    if (isEmpty(value)) return undefined
    const secrets = value.split(',').map((secret) => secret.trim())
    for (const secret of secrets) {
      if (secret.length < least) {
        throw new Error(
          `Value for environment variable "${key}" must have at least ${least} characters (for example from "openssl rand -hex 32"), instead received ${secret.length} characters`
        )
      }
    }
    return new Secret(secrets as [string, ...string[]])
  }
}

/** `on` or `off`; empty: off. */
export function onOrOff(): Rule<boolean> {
  return (key, value) => {
    if (isEmpty(value) || OFF.has(value)) return false
    if (isOn(value)) return true
    throw new Error(
      `Value for environment variable "${key}" must be "on" or "off", instead received "${value}"`
    )
  }
}

const ON = new Set(['on', 'true', '1'])
const OFF = new Set(['off', 'false', '0'])

export function isOn(value: string | undefined): boolean {
  return ON.has(value ?? '')
}

function isEmpty(value: string | undefined): value is undefined | '' {
  return value === undefined || value === ''
}
