"""Degrees, figures, courses and certainty in words that name no finding, beside their nearest faults."""

from __future__ import annotations

import pytest

import guardrails
from explainer.core.planning import make_plan
from explainer.core.reading import read

_RULES = frozenset({"severity-mismatch", "number-mismatch", "change-mismatch", "certainty-mismatch"})

FAITHFUL = (
    (
        "X-ray knee.\nFINDINGS: Joint effusion with possible chondrocalcinosis.",
        'Possible calcium crystals in joint cartilage ("Joint effusion with possible chondrocalcinosis").',
    ),
    (
        "MRI.\nFINDINGS: Disc desiccation at L4-L5.",
        "The disc at L4-L5 has dried out. There is less water in it than before.",
    ),
    (
        "MRI.\nFINDINGS: Ligamentum flavum hypertrphy at L3/L4 level.",
        "At L3/L4 a band called the ligamentum flavum has grown larger than usual.",
    ),
    (
        "MRI.\nFINDINGS: Ligamentum flavum hypertrphy at L3/L4 level.",
        "At L3/L4 a band called the ligamentum flavum has grown thick.",
    ),
    (
        "MRI.\nFINDINGS: Facet arthrosis at L4-L5, greater on the right.",
        "There is arthritis of the facet joints at L4-L5, worse on the right.",
    ),
    (
        "MRI LEFT KNEE.\nFINDINGS: Prominent joint effusion. Fluid around the lateral collateral ligament. The ligament is normal in signal.",
        "Fluid lies beside the outer ligament of the left knee, and that ligament shows no change.",
    ),
    (
        "CLINICAL HISTORY: Recently diagnosed adenocarcinoma. Staging.\nFINDINGS: Lung mass in the right middle lobe.",
        "The doctors want to know how far the cancer has gone. There is a mass in the middle lobe of the right lung.",
    ),
    (
        "MRI.\nFINDINGS: suggestvie of hemangioma of L3.",
        "There may be a hemangioma in L3.",
    ),
    ("MRI.\nFINDINGS: porbable hemangioma of L2.", "There is probably a hemangioma in L2."),
    (
        "MRI CERVICAL SPINE\nCLINICAL: A63-year-old male.\nFINDINGS: Disc bulge at C3-4 measuring3 mm.",
        "This is a scan of a 63-year-old man. There is a disc bulge of 3 mm at C3-4.",
    ),
    (
        "MRI ankle.\nFINDINGS: Minimal fluid in the tibiotalar joint. Minimal fluid in the posterior subtalar joint.",
        "Two joints contain minimal fluid.",
    ),
    (
        "CLINICAL: Occlusion of the left internal carotid on ultrasound.\nFINDINGS: The left common carotid artery is completely occluded.",
        "An ultrasound had suggested a blocked artery in the neck on the left, and so this test followed. The left common carotid artery is blocked.",
    ),
    (
        "CT head.\nFINDINGS: The left common carotid artery is completely occluded.",
        "The left common carotid artery is fully blocked. New weakness or speech trouble: emergency room.",
    ),
    (
        "CT abdomen.\nFINDINGS: Calcification in the right hepatic lobe likely related to granulomatous disease. Stranding of the mesenteric fat.",
        "The calcium fleck in the right lobe of the liver is probably due to an old inflammation.",
    ),
    (
        "CT abdomen.\nFINDINGS: Calcification in the right hepatic lobe likely related to granulomatous disease.",
        "Probable granulomatous calcification of the liver.",
    ),
    (
        "MRI lumbar spine.\nFINDINGS: Tissue compressing the thecal sac, mostly fibrous tissue after surgery.",
        "This tissue is mostly scar from the operation. It presses on the nerve sac.",
    ),
    (
        "MRI.\nFINDINGS: C5-C6: moderate loss of disc height with vacuum change. Severe foraminal stenosis at C5-C6.",
        "C5-C6: moderate disc height loss with vacuum change, severe foraminal stenosis.",
    ),
    (
        "US.\nIMPRESSION: The fetus has grown normally since the exam in March.",
        "Growth has gone on as normal since the scan in March.",
    ),
    (
        "CT pelvis.\nFINDINGS: Possible sacral fracture.",
        "The scan may show a break in the bone at the base of your spine.",
    ),
    (
        "CT pelvis.\nFINDINGS: Sacral fracture.",
        "There is a break in the bone at the base of your spine. A follow-up scan may show that the break has healed.",
    ),
    (
        "US.\nFINDINGS: Possible 4 mm polyp of the gallbladder.",
        'Suspected small bump on the gallbladder wall ("4 mm polyp").',
    ),
    ("US.\nFINDINGS: 4 mm polyp of the gallbladder.", 'A small bump on the gallbladder wall ("4 mm polyp") was seen.'),
    (
        "CT.\nFINDINGS: Possible left renal stone.",
        "One thing to ask about: a possible kidney stone on the left. It may or may not be linked to how you feel.",
    ),
    (
        "Mild compression of the thecal sac by an L4/L5 disc bulge.",
        "At L4/L5 the disc bulges. It presses mildly on the nerve sac.",
    ),
    (
        "LSS MRI:\n-Lt paracentral disc protrusion at L5/S1, severely compressing Lt thecal sac.\n-Bulging disc L4/L5 with mild compression of thecal sac and nerve roots",
        "At L5-S1 the disc pokes out. It severely squeezes the sac.\n\nAt L4/L5, the disc bulges. It slightly squeezes the sac and the nerve roots.",
    ),
    (
        "MRI knee.\nFINDINGS: Moderate cartilage loss in the medial compartment of the knee.",
        "Cartilage (smooth coating): moderate loss on the inner side of the knee.",
    ),
    (
        "US.\nFETAL WEIGHT: 1650 grams = < 5th percentile.",
        "Weight 1650 grams (<5th percentile). Small for age means below the 10th percentile.",
    ),
    (
        "US.\nIMPRESSION: Single pregnancy. Findings may represent incomplete molar gestation.",
        "The findings may represent incomplete molar gestation.",
    ),
    (
        "US.\nIMPRESSION: Single pregnancy. Findings may represent incomplete molar gestation.",
        "The report names incomplete molar gestation as one thing this could be.",
    ),
    (
        "CT chest.\nFINDINGS: Mild emphysema in the upper lobes.",
        'Mild change in the air sacs of the lungs in the upper part of the lung ("Mild emphysema").',
    ),
    (
        "CT chest.\nFINDINGS: Mild emphysema in the upper lobes.",
        'A slight change in the air sacs of the lungs in the upper part of the lung ("Mild emphysema").',
    ),
    ("CT pelvis.\nFINDINGS: Prostate markedly enlarged, 48 mL.", "Severe enlargement of the prostate."),
    (
        "MRI ankle.\nFINDINGS: Minimal fluid in the tibiotalar joint. Minimal fluid in the posterior subtalar joint. Fluid in the peroneal tendon sheath.",
        "Two joints contain minimal fluid.",
    ),
    (
        "CT pelvis.\nFINDINGS: Phleboliths in the pelvis.",
        "There are small calcium spots in veins of the pelvis (phleboliths).",
    ),
)

UNFAITHFUL = (
    ("MRI.\nFINDINGS: Mild disc bulge at L4-L5.", "The disc at L4-L5 bulges mildly. The bulge is larger than before."),
    (
        "MRI.\nFINDINGS: Disc desiccation and mild disc bulge at L4-L5.",
        "The disc at L4-L5 has dried out and its bulge is larger than before.",
    ),
    (
        "MRI.\nFINDINGS: Ligamentum flavum hypertrophy at L3/L4 level.",
        "At L3/L4 a band called the ligamentum flavum has grown thicker since last year.",
    ),
    ("MRI.\nFINDINGS: Facet arthrosis at L4-L5.", "The arthritis of the facet joints at L4-L5 has become worse."),
    (
        "MRI.\nFINDINGS: Facet arthrosis at L4-L5.",
        "The arthritis of the facet joints at L4-L5 is worse on the last scan.",
    ),
    (
        "CT chest.\nFINDINGS: 6 mm nodule in the right upper lobe, increased since prior.",
        "There is a 6 mm nodule in the right upper lobe, and it shows no change.",
    ),
    (
        "CT abdomen.\nFINDINGS: 3 cm liver mass.",
        "The 3 cm liver mass has grown, so go to your doctor right away if you have pain.",
    ),
    (
        "CLINICAL HISTORY: Lung cancer.\nFINDINGS: Lung cancer in the right middle lobe.",
        "The cancer in the right lung has gone.",
    ),
    ("MRI.\nFINDINGS: Hemangioma of L2.", "There is probably a hemangioma in L2."),
    (
        "MRI CERVICAL SPINE\nCLINICAL: A63-year-old male.\nFINDINGS: Disc bulge at C3-4 measuring3 mm.",
        "This is a scan of a 36-year-old man. There is a disc bulge of 3 mm at C3-4.",
    ),
    (
        "MRI CERVICAL SPINE\nCLINICAL: A63-year-old male.\nFINDINGS: Disc bulge at C3-4 measuring3 mm.",
        "There is a disc bulge of 4 mm at C3-4.",
    ),
    (
        "FINDINGS: The left common carotid artery is completely occluded.",
        "The radiologist raised the question of a blocked artery on the left in the neck.",
    ),
    (
        "CT abdomen.\nFINDINGS: Calcification in the right hepatic lobe likely related to granulomatous disease. Stranding of the mesenteric fat.",
        "There may be a bit of calcium in the right part of the liver.",
    ),
    (
        "MRI.\nFINDINGS: L5-S1: disc desiccation. Mild foraminal stenosis at L5-S1.",
        "At L5-S1 there is disc desiccation, severe foraminal stenosis.",
    ),
    (
        "IMPRESSION: Disc bulges at L4/L5 compressing the thecal sac.",
        "There is some chance that the bulge touches the nerve sac.",
    ),
    (
        "US.\nIMPRESSION: The fetus has grown normally since the exam in March.",
        "Growth has fallen off since the scan in March.",
    ),
    (
        "CT abdomen.\nFINDINGS: 4 mm stone in the lower pole of the right kidney.",
        "By chance, a small stone may have been seen in the lower part of the right kidney.",
    ),
    ("CT pelvis.\nFINDINGS: Sacral fracture.", "The scan may show a break in the bone at the base of your spine."),
    ("CT chest.\nFINDINGS: Emphysema.", "The lungs may show emphysema."),
    ("US.\nFINDINGS: 4 mm polyp of the gallbladder.", 'Suspected small bump on the gallbladder wall ("4 mm polyp").'),
    (
        "CT.\nFINDINGS: Possible left renal stone.",
        "One thing to ask about: a definite kidney stone on the left. It may or may not be linked to how you feel.",
    ),
    (
        "Mild compression of the thecal sac by an L4/L5 disc bulge.",
        "At L4/L5 the disc bulges. It severely squeezes the nerve sac.",
    ),
    (
        "LSS MRI:\n-Lt paracentral disc protrusion at L5/S1, compressing Lt thecal sac.\n-Bulging disc L4/L5 with mild compression of thecal sac and nerve roots",
        "At L5-S1 the disc pokes out. It presses on the nerve sac.\n\nAt L4/L5, the disc bulges. It severely squeezes the sac and the nerve roots.",
    ),
    (
        "MRI knee.\nFINDINGS: Moderate cartilage loss in the medial compartment of the knee. Mild chondromalacia of the patella.",
        "Cartilage (smooth coating): severe loss on the inner side of the knee.",
    ),
    (
        "MRI shoulder.\nFINDINGS: Mild thickening of the subacromial bursa.",
        "The cushion above the tendon (bursa) is severely thick.",
    ),
    ("CT.\nFINDINGS: Mild left perinephric stranding.", "The fat around the left kidney looks severely streaky."),
    ("US.\nFETAL WEIGHT: 1650 grams = < 5th percentile.", "Weight 1650 grams (<15th percentile)."),
    ("US.\nFETAL WEIGHT: 1650 grams = 24th percentile.", "The weight is at the 34th percentile."),
    (
        "IMPRESSION: Disc bulges at L4/L5 compressing the thecal sac.",
        "There is some chance that the bulge touches the nerve sac.",
    ),
    (
        "US.\nIMPRESSION: The fetus has grown normally since the exam in March.",
        "Growth has fallen off since the scan in March.",
    ),
    (
        "US.\nIMPRESSION: Single pregnancy. Findings may represent incomplete molar gestation.",
        "The findings represent incomplete molar gestation.",
    ),
    (
        "CT.\nFINDINGS: Low density in the spleen, which could represent splenic lymphangioma remnant.",
        "Low density in the spleen: splenic lymphangioma remnant.",
    ),
    (
        "CT chest.\nFINDINGS: Mild emphysema in the upper lobes.",
        'Severe change in the air sacs of the lungs in the upper part of the lung ("Mild emphysema").',
    ),
    (
        "CT chest.\nFINDINGS: Minimal atelectasis at the left base.",
        'Severe part of the lung not fully open at the bottom of the left lung ("atelectasis").',
    ),
    ("CT pelvis.\nFINDINGS: Prostate enlarged, 48 mL.", "Severe enlargement of the prostate."),
    (
        "US.\nIMPRESSION: A live pregnancy could not be confirmed. Findings may represent incomplete molar gestation.",
        "A live pregnancy could not be confirmed. The findings represent incomplete molar gestation.",
    ),
    ("CT.\nFINDINGS: Adrenal nodule.", "The report says that the scan may show a lump on an adrenal gland."),
    (
        "X-ray knee.\nFINDINGS: Mild narrowing of the medial joint space.",
        "The inner side of the joint might be mildly narrow.",
    ),
    (
        "MRI left knee.\nFINDINGS: Small joint effusion. Possible small Baker cyst.",
        'Definite fluid sac behind the knee on the left ("Possible small Baker cyst").',
    ),
    (
        "CT pelvis.\nFINDINGS: Phleboliths in the pelvis.",
        "There may be small calcium spots in veins of the pelvis (phleboliths).",
    ),
)


def _named(report: str, draft: str) -> set[str]:
    plan = make_plan(read(report, admit_any=True), audience="patient")
    return {v.rule for v in guardrails.check(plan, draft).violations if v.severity == "error"} & _RULES


@pytest.mark.parametrize(("report", "draft"), FAITHFUL)
def test_a_degree_told_as_the_report_has_it_passes(report: str, draft: str) -> None:
    """A grade, number, course or doubt that the report bears out is no fault, however it is worded."""
    assert _named(report, draft) == set()


@pytest.mark.parametrize(("report", "draft"), UNFAITHFUL)
def test_another_degree_than_the_report_is_caught(report: str, draft: str) -> None:
    """The nearest wording that says more, less, or something else than the report is named."""
    assert _named(report, draft)
