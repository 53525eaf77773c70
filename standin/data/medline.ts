/** One abstract under `/medline/abstract/<pmid>`. Everything about it is invented, its number too. */
export interface MedlineAbstract {
  readonly pmid: string;
  readonly title: string;
  readonly authors: readonly string[];
  readonly journal: string;
  readonly year: number;
  readonly text: string;
}

export const medlineAbstracts: readonly MedlineAbstract[] = [
  {
    pmid: '99000101',
    title: 'Reading Times of Sample Monographs: A Study That Never Took Place',
    authors: ['Sample A', 'Specimen B', 'Example C'],
    journal: 'Journal of Invented Results',
    year: 2025,
    text: 'Sample text. Nobody was enrolled, nothing was given and nothing was measured. The monograph of warfarin was not read in a mean of zero minutes, and that of aspirin in as many.',
  },
  {
    pmid: '99000102',
    title: 'Two Drugs on One List: How Pairs Are Counted',
    authors: ['Example C', 'Sample A'],
    journal: 'Annals of Made-Up Medicine',
    year: 2024,
    text: 'Sample text. With n drugs on a list there are n times n less one, halved, pairs to look up. The authors counted them by hand, lost count, and counted again.',
  },
  {
    pmid: '99000103',
    title: 'The Shape of a Tablet and the Shelf It Stands On',
    authors: ['Specimen B'],
    journal: 'Journal of Invented Results',
    year: 2026,
    text: 'Sample text. Round tablets were compared with oval ones by people who had been asked to compare them. All of them did. The difference lay in the shape.',
  },
  {
    pmid: '99000104',
    title: 'Late Arrival of Calculators in Web Pages: An Observation',
    authors: ['Sample A', 'Placeholder D'],
    journal: 'Proceedings of Nothing in Particular',
    year: 2026,
    text: 'Sample text. The body mass index was computed as soon as its form had appeared, and not before. Waiting helped in every case.',
  },
  {
    pmid: '99000105',
    title: 'Hypertension in a Population of Sample Articles',
    authors: ['Placeholder D', 'Example C'],
    journal: 'Annals of Made-Up Medicine',
    year: 2023,
    text: 'Sample text. The word hypertension was found in every article about hypertension. Pressure was not taken.',
  },
  {
    pmid: '99000106',
    title: 'On the Reproducibility of Invented Data',
    authors: ['Sample A', 'Specimen B', 'Placeholder D'],
    journal: 'Proceedings of Nothing in Particular',
    year: 2025,
    text: 'Sample text. The data were invented twice in the same way and agreed. Diabetes, asthma and warfarin are named here so that a search has something to find.',
  },
];

export const abstractByPmid: ReadonlyMap<string, MedlineAbstract> = new Map(
  medlineAbstracts.map((each) => [each.pmid, each]),
);
