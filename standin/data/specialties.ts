import type { Motif } from '../art.ts';

/** A specialty with a home page of its own on www. */
export interface Specialty {
  /** Path of the home page, as in the real site's addresses. */
  readonly slug: string;
  readonly name: string;
  /** What the home page says under its heading. */
  readonly lead: string;
  /** What its illustrations show. */
  readonly motif: Motif;
}

export const specialties: readonly Specialty[] = [
  {
    slug: 'cardiology',
    name: 'Cardiology',
    lead: 'Heart and vessels: trials, guidelines and practice.',
    motif: 'pulse',
  },
  {
    slug: 'diabetes-endocrinology',
    name: 'Diabetes & Endocrinology',
    lead: 'Glucose, hormones and metabolism in the clinic.',
    motif: 'molecule',
  },
  {
    slug: 'dermatology',
    name: 'Dermatology',
    lead: 'Skin, hair and nails, seen and explained.',
    motif: 'cells',
  },
  {
    slug: 'infectiousdiseases',
    name: 'Infectious Diseases',
    lead: 'Pathogens, prevention and prudent treatment.',
    motif: 'virus',
  },
  {
    slug: 'neurology',
    name: 'Neurology',
    lead: 'Brain, nerves and the people who live with their disorders.',
    motif: 'network',
  },
  {
    slug: 'oncology',
    name: 'Oncology',
    lead: 'From prevention and screening to care after treatment.',
    motif: 'helix',
  },
  {
    slug: 'pediatrics',
    name: 'Pediatrics',
    lead: 'Newborns, children and adolescents.',
    motif: 'shapes',
  },
  {
    slug: 'pulmonarymedicine',
    name: 'Pulmonary Medicine',
    lead: 'Airways, lungs and sleep.',
    motif: 'waves',
  },
];
