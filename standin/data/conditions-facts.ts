/** What the text writer knows of one topic: a few words each, so that no article reads like its neighbour. */
export interface TopicFacts {
  /** The number in `/article/<id>-<section>`. */
  readonly id: string;
  readonly kind: 'condition' | 'procedure';
  readonly title: string;
  readonly aka: readonly string[];
  /** Specialty slug and the heading it stands under there; the first is its home. */
  readonly places: readonly (readonly [specialty: string, group: string])[];
  /** Completes "… stands for <gist>". */
  readonly gist: string;
  /** Conditions: what a history asks about. Procedures: what one is done for. */
  readonly signs: readonly string[];
  /** Conditions: studies. Procedures: equipment. */
  readonly tools: readonly string[];
  /** Conditions: areas of care. Procedures: the steps. */
  readonly care: readonly string[];
  /** Titles of neighbouring topics; those that the stand-in has become links. */
  readonly neighbours: readonly string[];
  /** Generic names, as the drug index has them. */
  readonly drugs: readonly string[];
  /** `YYYY-MM-DD`. */
  readonly updated: string;
}

type Rest = Omit<TopicFacts, 'id' | 'kind' | 'title' | 'updated'>;

const condition = (id: string, title: string, updated: string, rest: Rest): TopicFacts => ({
  id,
  kind: 'condition',
  title,
  updated,
  ...rest,
});
const procedure = (id: string, title: string, updated: string, rest: Rest): TopicFacts => ({
  id,
  kind: 'procedure',
  title,
  updated,
  ...rest,
});

export const topicFacts: readonly TopicFacts[] = [
  condition('241381', 'Hypertension', '2026-05-18', {
    aka: ['High Blood Pressure'],
    places: [
      ['cardiology', 'Hypertensive Disease'],
      ['nephrology', 'Blood Pressure and the Kidney'],
    ],
    gist: 'blood pressure that is found high again and again',
    signs: ['readings taken at home', 'family history', 'headache', 'salt in the diet'],
    tools: ['Repeated cuff readings', 'Basic metabolic panel', 'Urinalysis', 'Electrocardiogram'],
    care: ['Diet and movement', 'Home readings', 'Shared targets', 'Regular review'],
    neighbours: ['Chronic Kidney Disease', 'Heart Failure', 'Hyperaldosteronism', 'Renal Artery Stenosis'],
    drugs: ['lisinopril', 'losartan', 'hydrochlorothiazide', 'carvedilol'],
  }),
  condition('163062', 'Heart Failure', '2026-03-04', {
    aka: ['Congestive Heart Failure', 'CHF'],
    places: [['cardiology', 'Heart Failure and Cardiomyopathy']],
    gist: 'a heart that does not keep up with what the body asks of it',
    signs: ['breathlessness on stairs', 'swollen ankles', 'tiredness', 'pillows needed at night'],
    tools: ['Natriuretic peptide', 'Chest radiograph', 'Echocardiogram', 'Renal function'],
    care: ['Daily weight', 'Fluid plan', 'Cardiac rehabilitation', 'Device follow-up'],
    neighbours: ['Hypertension', 'Chronic Obstructive Pulmonary Disease', 'Atrial Fibrillation', 'Nephrotic Syndrome'],
    drugs: ['furosemide', 'spironolactone', 'carvedilol', 'enalapril', 'digoxin'],
  }),
  condition('151066', 'Atrial Fibrillation', '2026-06-02', {
    aka: ['AF', 'AFib'],
    places: [['cardiology', 'Arrhythmias']],
    gist: 'an irregular rhythm that begins in the atria',
    signs: ['palpitations', 'an irregular pulse', 'light-headedness', 'earlier episodes'],
    tools: ['Electrocardiogram', 'Ambulatory monitor', 'Thyroid function', 'Echocardiogram'],
    care: ['Rate or rhythm', 'Stroke prevention', 'Triggers', 'Sleep and weight'],
    neighbours: ['Heart Failure', 'Hypothyroidism', 'Atrial Flutter', 'Brugada Syndrome'],
    drugs: ['warfarin', 'apixaban', 'dabigatran', 'metoprolol', 'amiodarone'],
  }),
  condition('163751', 'Brugada Syndrome', '2025-11-20', {
    aka: ['Brugada Pattern'],
    places: [['cardiology', 'Arrhythmias']],
    gist: 'an inherited pattern of the electrocardiogram',
    signs: ['fainting', 'events in relatives', 'fever', 'events at rest'],
    tools: ['Twelve-lead electrocardiogram', 'Family screening', 'Genetic counselling', 'Specialist provocation test'],
    care: ['Specialist referral', 'Device therapy', 'Fever plan', 'Medicines to ask about'],
    neighbours: ['Atrial Fibrillation', 'Long QT Syndrome', 'Epilepsy and Seizures', 'Vasovagal Syncope'],
    drugs: ['amiodarone', 'propranolol'],
  }),
  condition('296301', 'Asthma', '2026-04-22', {
    aka: ['Bronchial Asthma'],
    places: [
      ['pulmonology', 'Airway Disease'],
      ['allergy_immunology', 'Airways'],
    ],
    gist: 'airways that narrow and open again',
    signs: ['wheeze', 'cough at night', 'triggers', 'days off school or work'],
    tools: ['Spirometry', 'Peak flow diary', 'Allergy testing', 'Chest radiograph'],
    care: ['Inhaler technique', 'Action plan', 'Trigger diary', 'Stepwise review'],
    neighbours: ['Chronic Obstructive Pulmonary Disease', 'Allergic Rhinitis', 'Anaphylaxis', 'Vocal Cord Dysfunction'],
    drugs: ['azithromycin', 'omeprazole'],
  }),
  condition('297664', 'Chronic Obstructive Pulmonary Disease', '2026-01-15', {
    aka: ['COPD', 'Chronic Bronchitis', 'Emphysema'],
    places: [['pulmonology', 'Airway Disease']],
    gist: 'a slow and lasting limit to the flow of air',
    signs: ['morning cough', 'breathlessness', 'smoke and dust', 'winter flare-ups'],
    tools: ['Spirometry', 'Chest radiograph', 'Oxygen saturation', 'Six-minute walk'],
    care: ['Smoking cessation', 'Pulmonary rehabilitation', 'Vaccination review', 'Oxygen assessment'],
    neighbours: ['Asthma', 'Heart Failure', 'Bacterial Pneumonia', 'Bronchiectasis'],
    drugs: ['azithromycin', 'amoxicillin'],
  }),
  condition('300901', 'Pulmonary Embolism', '2026-02-27', {
    aka: ['PE', 'Lung Clot'],
    places: [
      ['pulmonology', 'Vascular Disease'],
      ['cardiology', 'Venous Disease'],
    ],
    gist: 'a clot that has travelled into the vessels of the lung',
    signs: ['sudden breathlessness', 'pain on breathing in', 'recent travel or surgery', 'a swollen leg'],
    tools: ['Pretest score', 'D-dimer', 'CT angiography', 'Leg ultrasonography'],
    care: ['Risk class', 'Anticoagulation', 'Early walking', 'Follow-up clinic'],
    neighbours: ['Bacterial Pneumonia', 'Heart Failure', 'Asthma', 'Pericarditis'],
    drugs: ['warfarin', 'apixaban', 'rivaroxaban', 'dabigatran'],
  }),
  condition('135065', 'Anaphylaxis', '2026-05-06', {
    aka: ['Anaphylactic Reaction'],
    places: [['allergy_immunology', 'Immediate Reactions']],
    gist: 'a sudden allergic reaction of the whole body',
    signs: ['hives', 'time since exposure', 'breathing', 'earlier reactions'],
    tools: ['Bedside observation', 'Serum tryptase', 'Later allergy testing', 'Exposure diary'],
    care: ['Emergency plan', 'Observation', 'Avoidance', 'Allergy referral'],
    neighbours: ['Asthma', 'Allergic Rhinitis', 'Vasovagal Syncope', 'Hereditary Angioedema'],
    drugs: ['propranolol', 'aspirin'],
  }),
  condition('134825', 'Allergic Rhinitis', '2025-09-30', {
    aka: ['Hay Fever'],
    places: [['allergy_immunology', 'Airways']],
    gist: 'a nose that answers pollen or dust',
    signs: ['sneezing', 'seasons', 'itching eyes', 'pets and dust'],
    tools: ['Skin testing', 'Specific IgE', 'Symptom calendar', 'Nasal examination'],
    care: ['Avoidance', 'Nasal rinse', 'Spray technique', 'Immunotherapy referral'],
    neighbours: ['Asthma', 'Anaphylaxis', 'Sinusitis', 'Nasal Polyps'],
    drugs: ['ibuprofen', 'acetaminophen'],
  }),
  condition('117853', 'Type 2 Diabetes Mellitus', '2026-06-21', {
    aka: ['T2DM', 'Adult-Onset Diabetes'],
    places: [
      ['endocrinology', 'Diabetes'],
      ['nephrology', 'Metabolic Disease and the Kidney'],
    ],
    gist: 'blood sugar that stays high because insulin works less well',
    signs: ['thirst', 'weight over the years', 'vision', 'family history'],
    tools: ['Hemoglobin A1c', 'Fasting glucose', 'Urine albumin', 'Eye examination'],
    care: ['Meal plan', 'Foot care', 'Glucose diary', 'Yearly reviews'],
    neighbours: ['Chronic Kidney Disease', 'Hypertension', 'Hypothyroidism', 'Pancreatitis'],
    drugs: ['metformin', 'glipizide', 'insulin glargine', 'atorvastatin'],
  }),
  condition('122393', 'Hypothyroidism', '2025-12-08', {
    aka: ['Underactive Thyroid'],
    places: [['endocrinology', 'Thyroid Disease']],
    gist: 'a thyroid gland that makes too little hormone',
    signs: ['tiredness', 'feeling cold', 'dry skin', 'slow pulse'],
    tools: ['Thyrotropin', 'Free thyroxine', 'Thyroid antibodies', 'Lipid panel'],
    care: ['Replacement', 'Timing of tablets', 'Monitoring', 'Pregnancy planning'],
    neighbours: ['Type 2 Diabetes Mellitus', 'Atrial Fibrillation', 'Depression', 'Iron Deficiency Anemia'],
    drugs: ['omeprazole', 'warfarin'],
  }),
  condition('1142556', 'Migraine Headache', '2026-04-09', {
    aka: ['Migraine'],
    places: [['neurology', 'Headache']],
    gist: 'attacks of headache that come back',
    signs: ['aura', 'light and sound', 'hours lost', 'triggers'],
    tools: ['Headache diary', 'Neurologic examination', 'Imaging where signs ask for it', 'Disability score'],
    care: ['Early treatment', 'Prevention', 'Sleep rhythm', 'Limits on rescue medicines'],
    neighbours: ['Epilepsy and Seizures', 'Hypertension', 'Tension Headache', 'Sinusitis'],
    drugs: ['ibuprofen', 'naproxen', 'propranolol', 'acetaminophen'],
  }),
  condition('1184846', 'Epilepsy and Seizures', '2026-01-29', {
    aka: ['Seizure Disorder'],
    places: [['neurology', 'Seizures']],
    gist: 'a lasting readiness for seizures',
    signs: ['what a witness saw', 'length of the event', 'sleep', 'childhood events'],
    tools: ['Electroencephalogram', 'MRI of the brain', 'Serum glucose', 'Video monitoring'],
    care: ['Safety at home', 'Driving rules', 'Medication diary', 'Epilepsy team'],
    neighbours: ['Migraine Headache', 'Brugada Syndrome', 'Vasovagal Syncope', 'Transient Ischemic Attack'],
    drugs: ['fluoxetine', 'ciprofloxacin'],
  }),
  condition('176595', 'Gastroesophageal Reflux Disease', '2026-03-17', {
    aka: ['GERD', 'Acid Reflux'],
    places: [['gastroenterology', 'Esophagus and Stomach']],
    gist: 'stomach content that rises into the esophagus',
    signs: ['heartburn', 'meals and bedtime', 'hoarseness', 'trouble swallowing'],
    tools: ['Trial of therapy', 'Upper endoscopy', 'pH monitoring', 'Manometry'],
    care: ['Meal timing', 'Head of the bed', 'Acid suppression', 'Review after weeks'],
    neighbours: ['Asthma', 'Celiac Disease', 'Peptic Ulcer Disease', 'Eosinophilic Esophagitis'],
    drugs: ['omeprazole', 'pantoprazole', 'esomeprazole'],
  }),
  condition('171805', 'Celiac Disease', '2025-10-13', {
    aka: ['Sprue', 'Gluten Enteropathy'],
    places: [['gastroenterology', 'Small Intestine']],
    gist: 'a small intestine that does not tolerate gluten',
    signs: ['bloating', 'weight', 'iron levels', 'relatives'],
    tools: ['Tissue transglutaminase antibody', 'Duodenal biopsy', 'Iron studies', 'Bone density'],
    care: ['Gluten-free diet', 'Dietitian', 'Vitamin levels', 'Family testing'],
    neighbours: ['Gastroesophageal Reflux Disease', 'Hypothyroidism', 'Crohn Disease', 'Lactose Intolerance'],
    drugs: ['pantoprazole', 'fish oil'],
  }),
  condition('300157', 'Bacterial Pneumonia', '2026-02-11', {
    aka: ['Community-Acquired Pneumonia'],
    places: [
      ['infectious_diseases', 'Respiratory Infections'],
      ['pulmonology', 'Infections'],
    ],
    gist: 'an infection of the lung by bacteria',
    signs: ['fever', 'cough with sputum', 'confusion', 'days of illness'],
    tools: ['Chest radiograph', 'Oxygen saturation', 'Sputum culture', 'Severity score'],
    care: ['Where to treat', 'First doses', 'Fluids', 'Follow-up image'],
    neighbours: ['Chronic Obstructive Pulmonary Disease', 'Pulmonary Embolism', 'Heart Failure', 'Tuberculosis'],
    drugs: ['amoxicillin', 'azithromycin', 'clarithromycin', 'ciprofloxacin'],
  }),
  condition('238798', 'Chronic Kidney Disease', '2026-05-29', {
    aka: ['CKD', 'Chronic Renal Insufficiency'],
    places: [['nephrology', 'Kidney Function']],
    gist: 'kidneys that have filtered less for months',
    signs: ['swelling', 'itching', 'blood pressure', 'medicines taken for years'],
    tools: ['Estimated filtration rate', 'Urine albumin', 'Renal ultrasonography', 'Bone and mineral panel'],
    care: ['Blood pressure', 'Diet', 'Medicine review', 'Planning ahead'],
    neighbours: ['Hypertension', 'Type 2 Diabetes Mellitus', 'Gout', 'Nephrotic Syndrome'],
    drugs: ['losartan', 'lisinopril', 'furosemide'],
  }),
  condition('331715', 'Rheumatoid Arthritis', '2026-06-10', {
    aka: ['RA'],
    places: [['rheumatology', 'Inflammatory Arthritis']],
    gist: 'a lasting inflammation of many joints',
    signs: ['morning stiffness', 'small joints', 'grip', 'weeks of symptoms'],
    tools: ['Rheumatoid factor', 'Anti-CCP antibody', 'Hand radiographs', 'Joint ultrasonography'],
    care: ['Early referral', 'Targets', 'Hand therapy', 'Vaccination review'],
    neighbours: ['Gout', 'Celiac Disease', 'Osteoarthritis', 'Systemic Lupus Erythematosus'],
    drugs: ['naproxen', 'ibuprofen', 'omeprazole'],
  }),
  condition('329958', 'Gout', '2025-08-25', {
    aka: ['Podagra', 'Crystal Arthritis'],
    places: [
      ['rheumatology', 'Crystal Disease'],
      ['nephrology', 'Metabolic Disease and the Kidney'],
    ],
    gist: 'joints that flare because of crystals',
    signs: ['the first joint', 'nights', 'meals', 'earlier flares'],
    tools: ['Joint aspiration', 'Serum urate', 'Radiographs', 'Renal function'],
    care: ['Flare plan', 'Diet', 'Urate targets', 'Medicine review'],
    neighbours: ['Rheumatoid Arthritis', 'Chronic Kidney Disease', 'Septic Arthritis', 'Pseudogout'],
    drugs: ['naproxen', 'losartan', 'hydrochlorothiazide'],
  }),
  condition('1069804', 'Acne Vulgaris', '2026-03-26', {
    aka: ['Acne'],
    places: [['dermatology', 'Disorders of Hair Follicles']],
    gist: 'inflamed hair follicles of the face and back',
    signs: ['age at onset', 'products on the skin', 'scars', 'cycles'],
    tools: ['Skin examination', 'Photographs', 'Hormone panel where signs ask for it', 'Bacterial culture'],
    care: ['Gentle washing', 'Topical care', 'Patience for weeks', 'Scar prevention'],
    neighbours: ['Rosacea', 'Folliculitis', 'Perioral Dermatitis', 'Polycystic Ovarian Syndrome'],
    drugs: ['azithromycin', 'spironolactone'],
  }),
  procedure('80773', 'Lumbar Puncture', '2026-01-08', {
    aka: ['Spinal Tap'],
    places: [
      ['clinical_procedures', 'Head, Neck and Spine'],
      ['neurology', 'Procedures'],
    ],
    gist: 'taking cerebrospinal fluid from the lower back',
    signs: ['cerebrospinal fluid studies', 'opening pressure', 'contrast studies'],
    tools: ['Spinal needle', 'Manometer', 'Collection tubes', 'Sterile drapes'],
    care: ['Position', 'Landmarks', 'Collection', 'Dressing'],
    neighbours: ['Epilepsy and Seizures', 'Migraine Headache'],
    drugs: ['warfarin', 'clopidogrel'],
  }),
  procedure('80640', 'Thoracentesis', '2025-12-19', {
    aka: ['Pleural Tap'],
    places: [
      ['clinical_procedures', 'Chest'],
      ['pulmonology', 'Procedures'],
    ],
    gist: 'taking fluid from the pleural space',
    signs: ['fluid of unknown cause', 'relief of breathlessness', 'culture'],
    tools: ['Ultrasonography probe', 'Catheter set', 'Drainage bag', 'Sterile drapes'],
    care: ['Image', 'Position', 'Drainage', 'Follow-up image'],
    neighbours: ['Heart Failure', 'Bacterial Pneumonia'],
    drugs: ['warfarin', 'apixaban'],
  }),
  procedure('80925', 'Nasogastric Intubation', '2026-02-03', {
    aka: ['NG Tube Placement'],
    places: [
      ['clinical_procedures', 'Abdomen'],
      ['gastroenterology', 'Procedures'],
    ],
    gist: 'leading a soft tube through the nose into the stomach',
    signs: ['decompression', 'feeding', 'sampling'],
    tools: ['Soft tube', 'Lubricant', 'Syringe', 'Tape'],
    care: ['Measure', 'Advance', 'Confirm', 'Secure'],
    neighbours: ['Gastroesophageal Reflux Disease', 'Celiac Disease'],
    drugs: ['pantoprazole', 'warfarin'],
  }),
  procedure('1998177', 'Peripheral Intravenous Cannulation', '2026-04-30', {
    aka: ['IV Access'],
    places: [['clinical_procedures', 'Vascular Access']],
    gist: 'placing a short catheter in a vein of the arm',
    signs: ['fluids', 'medicines', 'blood sampling'],
    tools: ['Tourniquet', 'Catheter', 'Clean gloves', 'Transparent dressing'],
    care: ['Choose the vein', 'Clean', 'Insert', 'Flush and label'],
    neighbours: ['Anaphylaxis', 'Bacterial Pneumonia'],
    drugs: ['acetaminophen'],
  }),
  procedure('79994', 'Knee Arthrocentesis', '2025-11-05', {
    aka: ['Knee Aspiration'],
    places: [
      ['orthopedic_surgery', 'Joint Procedures'],
      ['rheumatology', 'Procedures'],
    ],
    gist: 'taking fluid from the knee joint',
    signs: ['a swollen joint', 'crystal studies', 'culture'],
    tools: ['Syringe', 'Needle', 'Skin marker', 'Collection tubes'],
    care: ['Position', 'Landmarks', 'Aspiration', 'Bandage'],
    neighbours: ['Gout', 'Rheumatoid Arthritis'],
    drugs: ['warfarin', 'naproxen'],
  }),
  procedure('1348763', 'Joint Reduction, Shoulder', '2026-05-12', {
    aka: ['Shoulder Reduction'],
    places: [
      ['orthopedic_surgery', 'Joint Procedures'],
      ['clinical_procedures', 'Limbs'],
    ],
    gist: 'bringing a displaced shoulder back into its socket',
    signs: ['a displaced joint', 'pain', 'lost movement'],
    tools: ['Sling', 'Sheet', 'Monitor', 'Radiograph request'],
    care: ['Relax', 'Traction', 'Check', 'Sling'],
    neighbours: ['Gout', 'Rheumatoid Arthritis'],
    drugs: ['ibuprofen', 'acetaminophen'],
  }),
];
