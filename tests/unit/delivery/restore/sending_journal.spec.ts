import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { readLines, journalFiles } from '#delivery/restore/journal_files'
import { JournalTailReader } from '#delivery/restore/journal_tail'
import { SendingJournal } from '#delivery/restore/sending_journal'
import { withoutDatabase } from '#tests/helpers/without_database'

const begun = (id: number, sends = 1) => ({
  mark: { id, token: `token-${id}`, database: 'this', at: 1_764_000_000_000 + id },
  account: 'orange',
  gateway: 'orange',
  sends: Array.from({ length: sends }, (_, n) => ({
    messageId: n,
    number: 1,
    identity: `of-message-${n}`,
  })),
})

test.group('The journal of what was sent', (group) => {
  withoutDatabase(group)
  let folder: string
  const opened: SendingJournal[] = []

  group.each.setup(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rappel-journal-'))
    return async () => {
      for (const journal of opened.splice(0)) await journal.close()
      await rm(folder, { recursive: true })
    }
  })

  function aJournal(limits?: { fileBytes: number; filesKept: number }) {
    const journal = new SendingJournal(folder, limits)
    opened.push(journal)
    return journal
  }

  async function lines() {
    const all = []
    for (const number of (await journalFiles(folder)).toReversed())
      for await (const line of readLines(folder, number)) all.push(line)
    return all
  }

  test('gives back what was written to it', async ({ assert }) => {
    const journal = aJournal()
    const answers = [
      { token: 'token-1', messageId: 0, outcome: 'accepted', providerMessageId: 'id' },
      { token: 'token-1', messageId: 1, outcome: 'refused', providerMessageId: null },
    ]
    await journal.startAfter({ id: 0, database: 'this' })
    await journal.begin([begun(1, 2)])
    await journal.answered(answers)
    assert.deepEqual(await lines(), [
      { kind: 'began', began: { id: 0, database: 'this' } },
      { kind: 'begun', begun: begun(1, 2) },
      { kind: 'answered', answers },
    ])
  })

  test('several processes write whole lines, from the first on and over the change of files', async ({
    assert,
  }) => {
    const LINES = 200
    const journals = Array.from({ length: 4 }, () => aJournal({ fileBytes: 4_000, filesKept: 99 }))
    await Promise.all(
      journals.map(async (journal, n) => {
        for (let line = 0; line < LINES; line++) await journal.begin([begun(n * LINES + line)])
      })
    )
    const ids = (await lines()).map((line) => line.kind === 'begun' && line.begun.mark.id)
    assert.lengthOf(ids, 4 * LINES)
    assert.equal(new Set(ids).size, 4 * LINES)
    assert.isAbove((await journalFiles(folder)).length, 5)
  })

  test('the last marks are found over several files, the newest first', async ({ assert }) => {
    const journal = aJournal({ fileBytes: 2_000, filesKept: 99 })
    for (let id = 1; id <= 100; id++) await journal.begin([begun(id)])
    const { marks } = await new JournalTailReader(folder, 64).read()
    assert.deepEqual(
      marks.map(({ id }) => id),
      Array.from({ length: 64 }, (_, n) => 100 - n)
    )
  })

  test('what others have added is found, over the change of files, and after all was deleted', async ({
    assert,
  }) => {
    const journal = aJournal({ fileBytes: 2_000, filesKept: 99 })
    const tail = new JournalTailReader(folder, 64)
    assert.isTrue((await tail.read()).empty)
    for (let id = 1; id <= 100; id++) {
      await journal.begin([begun(id)])
      if (id % 7 !== 0) continue
      const { marks } = await tail.read()
      assert.deepEqual([marks.length, marks[0].id], [Math.min(id, 64), id])
    }
    await journal.close()
    for (const file of await readdir(folder)) await rm(join(folder, file))
    assert.deepEqual(await tail.read(), { marks: [], empty: true, unreadable: false })
    await journal.begin([begun(101)])
    assert.lengthOf((await tail.read()).marks, 1)
  })

  test('the last marks are found behind lines of any length', async ({ assert }) => {
    const journal = aJournal()
    for (let id = 1; id <= 70; id++) await journal.begin([begun(id, 500)])
    const { marks } = await new JournalTailReader(folder, 64).read()
    assert.deepEqual([marks.length, marks[0].id, marks.at(-1)!.id], [64, 70, 7])
  })

  test('keeps the newest files alone, and nobody else may read them', async ({ assert }) => {
    const journal = aJournal({ fileBytes: 500, filesKept: 3 })
    for (let id = 1; id <= 60; id++) await journal.begin([begun(id)])
    const files = await readdir(folder)
    assert.lengthOf(files, 3)
    const { mode } = await stat(join(folder, files[0]))
    assert.equal(mode & 0o777, 0o600)
    assert.equal((await new JournalTailReader(folder, 1).read()).marks[0].id, 60)
  })

  test('goes on in a new file when somebody has deleted it', async ({ assert }) => {
    const journal = aJournal()
    await journal.begin([begun(1)])
    await rm(join(folder, 'sent-000001.jsonl'))
    await journal.begin([begun(2)])
    assert.equal((await new JournalTailReader(folder, 9).read()).marks[0].id, 2)
  })
})
