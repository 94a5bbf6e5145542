import { test } from '@japa/runner'
import { withA, withDe } from '#texts/french_words'

test.group('French joins', () => {
  test('"de" and a name', ({ assert }) => {
    const said =
      "d'Aya, de Grâce, d'Élie, d'Oumar, d'Hélène, d'Honoré, de Hawa, de Halima, d'Yvette, de Yacouba, de N'Dri, de Ɓukar, d'Ɔla"
    for (const each of said.split(', ')) assert.equal(withDe(each.replace(/^d(?:e |')/, '')), each)
  })

  test('"à" and a facility', ({ assert }) => {
    for (const [facility, said] of [
      ['CSI Ouakam', 'au CSI Ouakam'],
      ['Centre de santé', 'au Centre de santé'],
      ['CSRéf Commune V', 'au CSRéf Commune V'],
      ['CSB2 d’Isotry', 'au CSB2 d’Isotry'],
      ['Hôpital Laquintinie', "à l'Hôpital Laquintinie"],
      ['HOPITAL DE DISTRICT', "à l'HOPITAL DE DISTRICT"],
      ['HD Nylon', "à l'HD Nylon"],
      ['Maternité de Pikine', 'à la Maternité de Pikine'],
      ['PMI de Médina', 'à la PMI de Médina'],
      ['Le Bon Samaritain', 'au Bon Samaritain'],
      ['La Maternelle', 'à la Maternelle'],
      ["L'Espoir", "à l'Espoir"],
      ['Les Palmiers', 'aux Palmiers'],
      ['Bonabéri', 'à Bonabéri'],
      ['Saint-Luc', 'à Saint-Luc'],
    ])
      assert.equal(withA(facility), said)
  })
})
