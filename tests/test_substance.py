# ruff: noqa: E501 - the table prints names as labels do
"""A printed name is the active, contains it, or is another substance.

The table holds lines as they stand on labels (NIH Dietary Supplement Label
Database, public domain), chosen at random and judged by reading: A the active,
U the active without its form, L a lookalike, O something else; + the name as a
whole is that, . it only contains it.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.lexicon import load_lexicon
from auditor.substance import Likeness, identify

L_GLUTAMINE = load_lexicon().substances["l-glutamine"]

LIKENESS = {
    "A": Likeness.ACTIVE,
    "U": Likeness.UNQUALIFIED,
    "L": Likeness.LOOKALIKE,
    "O": Likeness.OTHER,
}

PRINTED = """
A+ 3,350 mg L-Glutamine
L+ A-AKG (Arginine Alpha-Ketoglutarate)
L+ AAKG (L-Arginine-alpha-ketoglutarate) (3,000 mg)
L+ AAKG (L-Arginine-Alpha-Ketoglutarate) (3,500 mg)
L+ AAKG (L-Arginine-alpha-ketoglutarate) (3500 mg)
L+ AAKG Alpha Keto Glutarate
L+ AKG (alpha-ketoglutarate acid)
L+ Alpha Keto Glutarate
L+ Alpha Ketoglutarate
L+ Alpha Ketoglutaric Acid
L. Alpha Ketoglutaric Acid (Magnesium Salt)
L+ Alpha-keto glutarate
L+ Alpha-ketoglutarate
L+ Alpha-Ketoglutarate
L+ Alpha-Ketoglutaric Acid
O. Amino Acid Blend (L-Arginine HCl, L-Tyrosine, L-Methionine, L-carnosine, Reduced glutathione)
O. Amino Acid Blend (L-histidine HCL, L-Arginine HCl, L-Tyrosine, L-carnosine, L-Methionine, Reduced L-glutathione)
A. Amino Acid Blend (L-Leucine, L-Arginine, L-Citrulline, L-Glutamine, L-Isoleucine, Arginine Alpha-Ketoglutarate)
O. Amino Acid Blend ; L-histidine HCL; L-Arginine HCl; L-Tyrosine; L-Carnosine; L-Methionine; Reduced L-glutathione
U. Anabolic Amino Acid Complex ; Taurine; L-Leucine; L-Isoleucine; L-Valine; Glutamine
A. Anabolic Signal Extension & Reinforcement Component (TM) ; L-Leucine; L-Glutamine; L-Glutamine AKG; L-Valine; L-Isoleucine
O. and Vanadium Krebs (Krebs = Citrate, Fumarate, Malate, Glutarate and Succinate Complex)
O. Antioxidant Amino Acid Blend (L-Glutathione, L-Methionine (free form amino acid), NAC (N-acetyl-cysteine) )
L+ arginine alpha-ketoglutarate
L+ Arginine Alpha-Ketoglutarate (AKG)
L+ Arginine Alphaketoglutarate 2:1 (A-AKG)
O. Arginine Complex (Arginine, Arginine AKG, Arginine Pyroglutamate, DiArginine Malate)
L+ Arginine-Alphaketoglutarate (2:1)
O. Boron (as boron amino acid chelate, boron citrate, boron aspartate, boron picolinate, boron alpha-ketoglutarate)
O. Boron (as Boron Citrate, {Boron} Aspartate, {Boron} Picolinate, {Boron} Alpha-Ketoglutarate)
O. Calcium (1 g) (as calcium triphosphate, calcium citrate, calcium alpha-ketoglutarate, calcium aspartate, calcium lysinate)
O. Calcium (AS CALCIUM HYDROXYAPATITE, (CALCIUM) CITRATE, (CALCIUM) LYSINATE, ALPHA-KETOGLUTARATE, (CALCIUM) ASPARTATE)
O. Calcium (as calcium hydroxyapatite, alpha-ketoglutarate, lysinate)
O. Calcium (as calcium hydroxyapatite, calcium citrate, calcium aspartate, calcium lysinate, calcium alpha-ketoglutarate)
O. Calcium (as calcium hydroxyapatite, calcium citrate, calcium lysinate, calcium alpha-ketoglutarate, calcium aspartate)
O. Calcium (as {Calcium} Carbonate, {Calcium} Citrate, (calcium) lysinate, (calcium) aspartate, alpha-ketoglutarate)
O. Calcium (from Calcium Krebs (Krebs = Citrate, Fumarate, Malate, Glutarate and Succinate Complex))
O. Calcium (from Calcium Krebs (Krebs = Citrate, Fumarate, Malate, Glutarate and Succinate Complex.))
O. Calcium (from Calcium Krebs (Krebs = Citrate, Fumarate, Malate, Glutarate and Succinate Complex.), {Calcium} Chelate)
O. Calcium Mag Absorption Assimilation proprietary blend (Glutamic Acid, L-Arginine, L-Lysine, Phytase)
O. Chain FX ; L-Leucine; L-Isoleucine; L-Valine; Alpha-Ketoglutarate
O. Cholesterol and Heart Support (Garlic powder, Alpha Lipoic Acid, Glutathione, Grape Seed Extract 95% Proanthocyanidins)
O. Copper (from Copper Krebs (Krebs = Citrate, Fumarate, Malate, Glutarate and Succinate Complex))
O. Copper (from Copper Krebs (Krebs = Citrate, Fumarate, Malate, Glutarate and Succinate Complex.))
O. CreaSurge Creatine Complex (4.5 g) (Creatine Ethyl Ester, Creatine Monohydrate, Creatine Alpha Keto Glutarate)
L+ Creatine Alpha Ketoglutarate
L+ Creatine Alpha-Ketoglutarate ((2:1) (3000 mg))
L+ Creatine-Alpha-Ketoglutarate
L+ Creatine-Alpha-Ketoglutarate (2:1) (3000 mg)
L+ Dextro-Cyclodized(TM) AKG(TM) (Arginine Alpha-Ketoglutarate, cycloamylose)
O. Enzymatic Potentiators (Glutamic Acid, Papaya (fruit), Guava, Fennel (seed), Papaya (leaf), Pineapple)
A. Essential Amino Acid Blend ; L-Leucine; L-Isoleucine; L-Valine; L-Glutamine; L-Arginine
O. Folate (as Pteroylmonoglutamic Acid)
L+ from 100 mg of Glutamic Acid HCl
L+ from 12.5 mg Glutamic Acid HCl
L+ from 150 mg Glutamic Acid HCl
L+ from 25 mg Glutamic Acid HCl
O. from 7.5 mg Vanadyl Sulfate and Vanadium Krebs (Krebs = Citrate, Fumarate, Malate, Glutarate and Succinate Complex)
L+ Gamma-glutamylcysteines
L+ GKG (glutamine alpha-ketoglutarate)
O. GLA Activation Complex (Choline Bitartrate, glutamic acid)
O. Gluta Matrix(TM) Gluta-Tri Triple Fusion Blend(TM)
O. Gluta-Tri Triple(TM) Fusion Proprietary Blend
O. GLUTACOMPLEX
L+ Glutamatic Acid
L+ glutamic acid
L+ Glutamic Acid (as Glutamic Acid HCl)
L+ Glutamic Acid (as L-glutamic acid HCl)
L+ Glutamic Acid (as L-Glutamic Acid HCL)
L+ Glutamic Acid (as L-Glutamic acid hydrochloride)
L+ Glutamic Acid (as L-Glutamic Acid)
L+ Glutamic Acid (from 100 mg of Glutamic Acid HCl)
L+ Glutamic Acid (from 12.5 mg Glutamic Acid HCl)
L+ Glutamic Acid (from 150 mg Glutamic Acid HCl)
L+ Glutamic Acid (from Glutamic Acid HCl)
L+ Glutamic Acid (HCl Form)
L+ Glutamic Acid (pyroglutamate)
L+ Glutamic Acid ({Glutamic Acid} HCl)
L+ Glutamic Acid Hcl
L+ Glutamic Acid HCl
L+ Glutamic acid HCl
U. Glutamine & Precursors
L+ Glutamine (as glutamine alpha ketoglutarate, and trans-alanyl glutamine)
A+ Glutamine (as L-Glutamine HCl (Nonhydrolyzed, naturally produced, free-form L-Amino Acid.))
A+ Glutamine (as L-glutamine hydrochloride)
A+ Glutamine (as L-Glutamine)
A+ Glutamine (as L-Glutamine, and Glutamine HCl)
A. Glutamine (as L-Glutamine, and Trans-Alanyl-L-Glutamine)
A. Glutamine (as L-Glutamine, Glutamine HCl, and Trans-Alanyl-Glutamine)
L+ Glutamine (as magnesium glycyl glutamine chelate)
L+ Glutamine (as magnesium glycyl glutamine)
A. Glutamine (as Whey Protein isolate, Whey Protein concentrate, Whey peptides, and L-Glutamine)
U+ Glutamine (as)
U+ Glutamine (free form amino acid)
A. Glutamine (patent-pending) (as pH-Sorb(TM) Buffering Technology L-Glutamine, and Trans-Alanyl-Glutamine)
U. Glutamine / BCAA Matrix
L+ Glutamine Alpha-Keto-Glutarate (AKG)
L. Glutamine Analogues Blend (Akgenuine(TM) (L-Glutamine Alpha Ketoglutarate 2:1) , L-Glutamine Alpha Ketoglutarate)
U. Glutamine and Precursor Complex
A. Glutamine Blend (from L-Glutamine, L-Glutamine AKG, L-Glutamine Peptide)
A. Glutamine Blend (L-Glutamine, Glutamine Peptides, Alanyl-glutamine)
A. Glutamine Blend (L-Glutamine, L-Alanyl-L-Glutamine)
L+ Glutamine Peptides
L. Glutamine Peptides (from hydrolyzed Gluten)
U. GLUTAMINE SUPER BLEND (proprietary)
A. GlutaPro (Speciality Amino Complex) ; L-Glutamine; Taurine
L+ Glutathione ("reduced glutatione")
L+ Glutathione (99% reduced)
L+ Glutathione (pharmaceutical grade)
L+ Glutathione (reduced)
L+ Glutathione (reduced) (as L-Glutathione)
L. Hi-Tech Growth Hormone Releasing Complex (L-Arginine Pyrogultamate/Lysine, L-Glutamine AKG, L-Arginine AKG)
O. Immune Blend (Polysaccharides, CoQ10, SOD, Glutathione, Beta Glucans, Lipoic Acid, Trace Minerals, Probiotics)
O. Iron (as {Iron} Ferrous Aspartate, {Iron} Histidinate, {Iron} Alpha-Ketoglutarate)
O. Iron ({Iron} Ascorbate, {Iron} Aspartate, {Iron} Amino Acid Chelate, {Iron} Citrate, {Iron} Ketoglutarate)
O. Kreb's Cycle Bionutrients (from Citrate, Succinate, Alpha-Ketoglutarate, Fumerate, and Malate)
O. Krebs Cycle blend (various mineral salts of citric, fumaric, malic, succinic, aspartic and glutamic acids)
A+ L Glutamine
L+ L- Glutamic Acid HCL
L. L- Valine-Alpha-Ketoglutarate
L+ L-Acido glutamico
L+ L-Alanyl-Glutamine
L+ L-Alanyl-L-Glutamine
L+ L-Alanyl-L-Glutamine (Sustamine(TM))
O. L-Arginine (as alpha-ketoglutarate)
O. L-Arginine (as Arginine-alpha-Ketoglutarate)
L+ L-Arginine Alpha Keto Glutarate
L+ L-Arginine Alpha Keto-Glutarate
L+ L-Arginine Alpha keto-glutarate 2:1
L. L-Arginine Alpha Ketoglutarate ((3 g) (Providing 1,95 mg of L-Arginine))
L. L-Arginine Alpha Ketoglutarate (3 g) (Providing 1,950 mg of L-Arginine)
L+ L-Arginine Alpha Ketoglutarate Dihydrate (3,000 mg)
L. L-Arginine Alpha Ketoglutarate Dihydrate (3,000 mg) (Providing 1,950 mf of L-Arginine)
L+ L-Arginine alpha-ketoglutarate
L+ L-Arginine Alphaketoglutarate (A-AKG)
L+ L-Arginine L-Pyroglutamate
L. L-Arginine-Alpha-Ketoglutaric Acid
L. L-Arginine-Pyroglutamic Acid
L+ L-GKG (L-Glutamine Alpha-Ketoglutarate)
L+ l-Glutamate
L+ L-Glutamic
L+ L-Glutamic acid
L+ L-Glutamic Acid
L+ L-Glutamic Acid (HCl)
L+ L-Glutamic Acid base
A+ L-Glutamin
A+ L-Glutamine
A. L-Glutamine & Glutamic Acid (as L-Glutamine, OT2(TM) L-Glutamine, Micellar Casein, Calcium Caseinate, Potato Protein Isolate)
A+ L-Glutamine ((free form) (1 g))
A+ L-Glutamine ((free-form base) (1,000 mg))
A+ L-Glutamine ((Free-Form) (5,000 mg))
A+ L-Glutamine ((Free-Form)(5,000 mg))
A+ L-Glutamine ((Highest Quality Pharmaceutical Grade Amino Acid) (free form amino acid))
A+ L-Glutamine (1.7 g)
A+ L-Glutamine (2 g)
A+ L-Glutamine (3.0 g)
A+ L-Glutamine (4,500 mg)
A+ L-Glutamine (6 g)
A+ L-Glutamine (Added Amino Acids.)
A+ L-Glutamine (as L-glutamine hydrochloride)
A+ L-Glutamine (Free-Form (1,000 mg))
A+ L-Glutamine (Free-Form)
A+ L-Glutamine (not less than 98.5%)
A+ L-Glutamine (Pharmaceutical Grade)
L+ L-Glutamine Alpha-Ketoglutarate
L+ L-Glutamine Ethyl Ester HCl
A+ L-Glutamine FCC
A+ L-glutamine hcl
A+ L-Glutamine Monohydrate
A+ L-Glutamine powder
L+ L-Glutamine-Alpha-Ketoglutarate (2:1)
L+ L-glutathione
L+ l-Glutathione
L+ L-Glutathione ((reduced) (free form))
L+ L-glutathione (99% reduced)
L+ L-Glutathione (as Setria(R))
L+ L-Glutathione (Enteric Coated)
L+ L-Glutathione (reduced active form)
L+ L-GLUTATHIONE (REDUCED)
L+ L-Glutathione (reduced) (L-Glutamyl-L-Cysteinylglycine)
L+ L-Glutathione (reduced-form)
L+ L-Glutathione Reduced
L. L-Histidine Alpha Ketoglutaric Acid
L. L-Leucine Alpha Ketoglutarate (AKG)
L. L-Leucine-Alpha-Ketoglutarate
O. L-Ornithine (as alpha-ketoglutarate)
O. L-Ornithine (as L-Ornithine Alpha Ketoglutarate)
L+ L-Ornithine Alpha Ketoglutarate
L+ L-Ornithine Alpha- Ketoglutarate
L+ L-pyroglutamic acid
L+ L-Pyroglutamic acid
O. L-Theanine (5-N-ethylglutamine, Suntheanine(R))
L. L-Tyrosine-Alpha Ketoglutaric Acid
L. L-Tyrosine-Alpha Ketoglutaric Acid (Caffeine)
L. L-Valine-Alpha-Ketoglutarate
L. Leucine Alpha Ketoglutarate (AKG)
O. Magnesium (as magnesium alpha-ketoglutarate, and Magnesium Oxide)
O. Magnesium (as Magnesium Aspartate, Magnesium Oxide, magnesium citrate, magnesium taurinate, magnesium alpha-ketoglutarate)
L. Magnesium (As Magnesium Glycyl Glutamine Chelate)
O. Magnesium (as Magnesium Oxide, magnesium citrate, magnesium alpha-ketoglutarate, Magnesium Aspartate, magnesium taurinate)
O. Magnesium (as Magnesium Oxide, magnesium citrate, magnesium alpha-ketoglutarate, magnesium taurinate, Magnesium Aspartate)
O. Magnesium (as Magnesium Oxide, magnesium taurinate, magnesium citrate, magnesium alpha-ketoglutarate, Magnesium Aspartate)
L. Magnesium (as magnesium sulfate, and magnesium gylcyl glutamine)
L. Magnesium (as magnesium sulfate, magnesium glycyl glutamine, and magnesium taurinate)
O. Magnesium (Chelated as citrate, fumarate, malate, succinate, and alpha ketoglutarate.) (as magnesium Krebs cycle chelates)
O. Magnesium (Country Life always labels minerals in elemental weight.) (alpha-ketoglutarate, taurinate)
O. Magnesium (Country Life always labels their minerals in elemental weight.) (alpha-ketoglutarate, taurinate)
O. Magnesium (from Magnesium Krebs (Citrate, Fumarate, Glutarate, Malate, Succinate and Oxide Complex))
O. Magnesium (from Magnesium Krebs (Krebs = Citrate, Fumarate, Malate, Glutarate and Succinate Complex.))
O. Magnesium (from Magnesium Krebs (Krebs = Citrate, Fumarate, Malate, Glutarate and Succinate Complex.), {Magnesium} Chelate)
O. Magnesium (taurinate, alpha-ketoglutarate, aspartate)
O. Magnesium ({Magnesium} Citrate, {Magnesium} Malate, {magnesium} taurinate, & {magnesium} ketoglutarate)
L+ Magnesium Glycyl Glutamine
O. Manganese (as manganese aspartate/ glutamate/ glycinate/ lysinate chelate)
O. Manganese (as Manganese Citrate, manganese histidinate, manganese alpha-ketoglutarate, manganese picolinate)
O. Manganese (as manganese krebs (Krebs = Citrate, Fumarate, Malate, Glutarate and Succinate Complex.))
O. Manganese (Chelated as citrate, fumarate, malate, succinate, and alpha ketoglutarate.) (as Manganese Krebs Cycle Chelates)
O. Manganese (from Manganese Krebs (Krebs = Citrate, Fumarate, Malate, Glutarate and Succinate Complex.), {Manganese} Chelate)
O. Manganese (from Manganese Krebs† (†Krebs = Citrate, Fumarate, Malate, Glutarate and Succinate Complex.))
A. Max Velocity Optimizer (L-Glutamine, Beta-Alanine (CarnoSyn(R)) , Sodium Citrate)
A. Max Velocity Optimizer ; Beta Alanine; Sodium Citrate; L-Glutamine
A. Maximum Recovery Amino Acid Matrix ; Glutamine Peptide; Fermented L-Glutamine; PeptoPro (DSM)
L+ Micronized Alpha-Ketoglutarate
U. Micronized Amino Acids (Leucine, Glutamine)
A+ Micronized GL3 L-Glutamine (Not less then 98.5%)
U+ micronized Glutamine
A+ micronized L-Glutamine
A+ Micronized L-Glutamine (Pharmaceutical Grade (5000 mg))
O. Molybdenum (as molybdenum krebs (Krebs = Citrate, Fumarate, Malate, Glutarate and Succinate Complex.))
O. Molybdenum (from alpha-ketoglutarate)
O. Molybdenum (from Molybdenum Krebs (Citrate, Fumarate, Malate, Glutarate and Succinate Complex))
O. Molybdenum (from Molybdenum Krebs (Krebs = Citrate, Fumarate, Malate, Glutarate and Succinate Complex))
O. Molybdenum (from molybdenum krebs (Krebs = Citrate, Fumarate, Malate, Glutarate and Succinate Complex.))
O. Molybdenum (from Molybdenum Krebs (Krebs=Citrate, Fumarate, Malate, Glutarate and Succinate Complex.))
O. Molybdenum (from Molybdenum Krebs(+) (†Krebs = Citrate, Fumar-ate, Malate, Glutarate and Succinate Complex.))
O. Molybdenum (from Molybdenum Krebs†† (††Krebs=Citrate, Fumarate, Malate, Glutarate and Succinate Complex))
L+ Monosodium L-Glutamate
A. MONSTER AMINO ACID MATRIX(TM) (L-Glutamine, glutamine peptides, L-Valine, L-Leucine, L-Isoleucine)
A. Muscle Hydration & Electrolyte Blend (L-Glutamine, Phosphorus, Sodium, Potassium)
A. Muscle Hydration & Electrolyte Blend (Sodium, Potassium, L-Glutamine, Phosphorus)
A. Muscle Recovery Matrix ; L-Glutamine; beta-Alanine; citrulline malate; Gingerols (from Ginger (root))
L+ N-Acetyl Glutamine
L+ N-Acetyl-Glutamine
L+ N-Acetyl-L-Glutamine
L. Nitric Oxide Extender (l-Citrulline Malate, Glutamin AKG)
L. NO3-T(TM) (Glutamine Nitrate)
O. NO3X(R) Nitric Oxide Booster (L-Citrulline Malate (1:1), Arginine-Alphaketoglutarate 2:1 (A-AKG) , CarnoSyn(R) Beta-Alanine)
O. NOS Blend (3 g) ; L-Arginine; Alpha Ketoglutaric Acid
O. NOS Xtreme Blend (L-Arginine, L-Arginine Alpha Keto Glutarate)
L+ OKG (ornithine alpha ketoglutarate)
L+ OKG (Ornithine Alpha Ketoglutarate)
L+ OKG (ornithine alpha-ketoglutarate)
L+ OKG (Orthinine Alpha-Ketoglutarate)
L+ Ornithine Alpha Keto Glutarate
L+ Ornithine Alpha Ketoglutarate
L+ Ornithine Alpha-Ketoglutarate (Ornithine-AKG)
O. PAK (pyridoxal alpha-ketoglutarate)
O. PAK (pyridoxine alpha-ketoglutarate HCl)
O. Peroxidases (McCord/Fridovich Units) (as catalase, and glutathione peroxidase)
O. Potassium (as Potassium Aspartate, Potassium Alpha-Ketoglutarate, & Potassium Citrate)
O. Potassium (as Potassium Aspartate, {Potassium} Citrate, {Potassium} Alpha-Ketoglutarate)
O. Potassium (as Potassium Citrate, potassium aspartate, potassium alpha-ketoglutarate)
O. Potassium (as Potassium Citrate, {Potassium} Aspartate, {Potassium} Alpha-Ketoglutarate)
O. Potassium (from Potassium Krebs (Krebs = Citrate, Fumarate, Malate, Glutarate and Succinate Complex))
O. Potassium (from Potassium Krebs (Krebs = Citrate, Fumarate, Malate, Glutarate and Succinate Complex.))
O. Potassium (from Potassium Krebs (Krebs = Citrate, Fumarate, Malate, Glutarate and Succinate Complex.), {Potassium} Chloride)
A. Proprietary Amino Acid Blend (L-Carnitine, L-Glutamine, L-Methionine, Taurine)
A. Proprietary Amino Acid Blend (L-Taurine, L-Methionine, L-Glutamine, L-Carnitine)
O. Proprietary Blend (Betain HCl, Glutamic Acid HCl, Alfalfa, Hydrolized Soy Protein, and lecithin)
O. Proprietary blend (consisting of: L-Taurine, Quercetin, Carrot (root), Eyebright (leaf), Glutamic Acid, Glycine)
A. Proprietary Blend (L-Glysine, L-Ornithine, L-Lysine, L-Arginine, L-Proline, L-Tyrosine, Cat's Claw (bark), L-Glutamine)
A. Proprietary Blend ; L-Tyrosine; L-Glutamine
A. Proprietary Blend ; Velvet Bean (Mucuna pruriens) (seed extract); Tyrosine ((as L-tyrosine hydrochloride)); L-Glutamine
O. Proprietary Blend for Size & Recovery ; L-Arginine Alpha-Ketoglutarate; L-Arginine HCl
L. Protein Hydrolysate Matrix (Yielding 22.0% Glutamine Peptide, 21.0% BCAA Peptide, & 44.0% EAA's)
L. Pyridoxal-Alpha-Ketoglutarate
L. Pyridoxine Alpha-Ketoglutarate
L+ pyroglutamic acid
L+ Pyroglutamic Acid
L+ RAW Food-Created Glutathione
A. Recovery Accelerator (L-Glutamine, Taurine, L-Arginine, L-Pyroglutamic Acid)
U. Recovery Blend (Glutamine, Arginine)
A. Recovery Complex (L-Glutamine, L-Taurine, L-Leucine, L-Isoleucine, L-Valine)
A. Recovery Composite (Whey Protein hydrolysate, L-Glutamine, and Glutamine Peptides)
A. Recovery Glutaplex (Glutapure(R) Glutamine, Glutamine Alpha Ketoglutarate, Glutamine Malate, N-Acetyl L-Glutamine)
L+ Reduced glutathione
L+ Reduced L-Glutathione
A. ROS & Catabolism Combating Blend (L-Glutamine, Rhodiola Root Extract (Rhodiola rosea) (root), Quercetin Dihydrate)
L+ S-Acetyl Glutathione
O. S. cerevisiae (S. cerevisiae) (natural source of Beta Glucans & Glutathione)
O. S. cerevisiae (S. cerevisiae) (source of naturally occurring Beta Glucans, & Glutathione)
O. Selenium ((Organic Selenium from Krebs Cycle and Kelp) (Krebs = Citrate, Fumarate, Malate, Glutarate and Succinate Complex.))
O. Selenium ((Organic Selenium from Krebs†† Cycle and Kelp)(††Krebs=Citrate, Fumarate, Malate, Glutarate and Succinate Complex))
O. Selenium (as Selenium Krebs (Krebs = Citrate, Fumarate, Malate, Glutarate and Succinate Complex), Kelp complex)
O. Selenium (from Selenium Krebs (Krebs = Citrate, Fumarate, Malate, Glutarate and Succinate Complex))
O. Selenium (from Selenium Krebs (Krebs = Citrate, Fumarate, Malate, Glutarate and Succinate Complex), {Selenium} Chelate)
O. Selenium (from Selenium Krebs (Krebs=Citrate, Fumarate, Malate, Glutarate and Succinate Complex))
O. Selenium (from Selenium Krebs† (†Krebs = Citrate, Fumarate, Malate, Glutarate and Succinate Complex.))
O. Selenium (from Sodium Selenate, Selenium Krebs (Krebs = Citrate, Fumarate, Malate, Glutarate and Succinate Complex))
O. Selenium (from Sodium Selenate, {Selenium} Krebs (Krebs = Citrate, Fumarate, Malate, Glutarate, and Succinate Complex.))
O. Selenium (Krebs (Krebs = Citrate, Fumarate, Malate, Glutarate and Succinate Complex.))
O. Selenium (Organic Selenium from Krebs Cycle (Krebs = Citrate, Fumarate, Malate, Glutarate and Succinate Complex.), and Kelp)
O. Selenium (Selenium Krebs (Krebs = Citrate, Fumarate, Malate, Glutarate and Succinate Complex))
O. Selenium {complex} (as Selenium Krebs (Krebs = Citrate, Fumarate, Malate, Glutarate and Succinate Complex), Kelp)
L+ Seleno-di-Glutathione
L+ Setria(R) L-Glutathione
L+ Setria(R) Reduced L-Glutathione
A. Special Sport Blend (L-Glutamine, L-Cysteine, Beta-Alanine, Taurine, N-Acetyl-L-Carnitine, L-Arginine, L-Carnitine)
O. Stage 6: Brain Power Matrix ; Pyroglutamic Acid; Papain
L+ Sustamine(TM) (L-Alanyl L-Glutamine)
L+ Sustamine(TM) L-Alanyl-L-Glutamine
O. Thione Complex(TM) (Glutathione, Selenium, N-Acetyl-Cysteine, Grape seed extract (seed))
L+ Trans-Alanyl-Glutamine
A. UMS Special Sport Blend (L-Glutamine, L-Cysteine, Beta-Alanine, Taurine, N-Acetyl-L-Carnitine, L-Arginine, L-Carnitine)
O. Vanadium (from Vanadium Krebs (Krebs = Citrate, Fumarate, Malate, Glutarate and Succinate Complex))
O. Vanadium (from Vanadium Krebs (Krebs = Citrate, Fumarate, Malate, Glutarate and Succinate Complex.))
O. Vanadium (from vanadium krebs (Krebs = Citrate, Fumarate, Malate, Glutarate and Succinate Complex.))
O. Vanadium (from Vanadium Krebs (Krebs=Citrate, Fumarate, Malate, Glutarate and Succinate Complex.))
O. Vanadium ({vanadium} Krebs (Krebs = Citrate, Fumarate, Malate, Glutarate and Succinate Complex))
A. VasoSurge Blend (4,000 mg) (L-Arginine, L-Glutamine, Alpha Ketoglutaric Acid)
O. Vitamin B-6 (as Pyridoxal 5' Phosphate, Pyridoxine Alpha-Ketoglutarate, Pyridoxine Hydrochloride)
O. Vitamin B-6 (as pyridoxine alpha-ketoglutarate hydrochloride, pyridoxal 5' phosphate)
O. Vitamin B-6 (as Pyridoxine Alphaketoglutarate HCl, pyridoxine HCl, Pyridoxal-5-Phosphate)
O. Vitamin B6 (as Pyridoxal 5' Phosphate, Pyridoxine Alpha-Ketoglutarate, Pyridoxine Hydrochloride)
O. Vitamin B6 (as Pyridoxine Alpha-Ketoglutarate Hydrochloride, Pyridoxine Hydrochloride, Pyridoxal-5-Phosphate)
O. Vitamin B6 (as Pyridoxine Hydrochloride, Pyridoxal 5’ Phosphate, Pyridoxine Alpha-Ketoglutarate Hydrochloride)
O. Vitamin B6 (as Pyridoxine Hydrochloride, pyridoxine alpha-ketoglutarate (PAK) )
O. Young Sprouts (supplying Superoxide Dismutase, Catalase, and Glutathione Peroxidase)
O. Young Sprouts (wheat, supplying Superoxide Dismutase, Catalase, and Glutathione Peroxidase)
O. Zinc (as zinc citrate, Zinc Histidinate, Zinc Alpha-Ketoglutarate, zinc picolinate)
O. Zinc (as Zinc Citrate, {Zinc} Histidinate, {Zinc} Picolinate, {Zinc} Alpha-Ketoglutarate, {Zinc} Aspartate)
O. Zinc (from Zinc Aspartate/Krebs/Oxide Complex (Krebs = Citrate, Fumarate, Malate, Glutarate and Succinate Complex.))
O. Zinc (from Zinc Krebs (Krebs = Citrate, Fumarate, Malate, Glutarate and Succinate Complex))
O. Zinc (from Zinc Krebs (Krebs = Citrate, Fumarate, Malate, Glutarate and Succinate Complex.), {Zinc} Chelate)
O. Zinc (from Zinc Krebs (Krebs=Citrate, Fumarate, Malate, Glutarate, Succinate and Oxide Complex))
O. Zinc (from Zinc Krebs/Aspartate/Oxide Complex (Krebs = Citrate, Fumarate, Malate, Glutarate and Succinate Complex))
O. Zinc (from Zinc Krebs†/Chelate (†Krebs = Citrate, Fumarate, Malate, Glutarate and Succinate Complex))
A. {Blend} (L-Glutamine, Glutamine Peptides)
A+ {micronized} L-Glutamine
"""


def test_lines_of_labels_are_told_apart() -> None:
    rows = [row for row in PRINTED.splitlines() if row]

    wrong = [
        (row, found.likeness.value)
        for row in rows
        if (found := identify(row[3:], L_GLUTAMINE)).likeness is not LIKENESS[row[0]]
    ]

    assert len(rows) >= 300
    assert len(wrong) <= 0.01 * len(rows), wrong


def test_a_line_that_only_contains_the_active_is_not_taken_for_it() -> None:
    rows = [row for row in PRINTED.splitlines() if row and row[0] in "AU"]

    wrong = [
        row for row in rows if identify(row[3:], L_GLUTAMINE).whole is not (row[1] == "+")
    ]

    assert len(wrong) <= 0.01 * len(rows), wrong


@pytest.mark.parametrize(
    ("printed", "likeness", "whole"),
    [
        pytest.param("L-Glutamlne", "A", True, id="l-for-i"),
        pytest.param("L-G1utamine", "A", True, id="one-for-l"),
        pytest.param("1-Glutamine", "A", True, id="one-for-the-capital"),
        pytest.param("|-Glutamine 5 g", "A", True, id="bar-for-the-capital"),
        pytest.param("L-Glutarnine", "A", True, id="rn-for-m"),
        pytest.param("LGlutamine", "A", True, id="no-hyphen"),
        pytest.param("LGIutamine", "A", True, id="no-hyphen-and-capital-i"),
        pytest.param("L- Glutamine", "A", True, id="blank-after-hyphen"),
        pytest.param("L-gluta-\nmine", "A", True, id="broken-at-line-end"),
        pytest.param("L\u2011Glutamine", "A", True, id="non-breaking-hyphen"),
        pytest.param("\u041b-Glutamine", "U", True, id="not-every-letter-is-a-lookalike"),
        pytest.param("L-Glut\u0430mine", "A", True, id="cyrillic-a"),
        pytest.param("L-Glutamine5g", "A", True, id="amount-run-into-the-name"),
        pytest.param("L-Glutamine*5000mg", "A", True, id="footnote-sign"),
        pytest.param("Micronized L-Glutamlne Powder", "A", True, id="misread-among-words"),
        pytest.param("5 g L-Glutamine Per Serving", "A", True, id="amount-before"),
        pytest.param("Ajinomoto\u00ae L-Glutamine", "A", True, id="trademark"),
        pytest.param("L-glutamina", "A", True, id="spanish"),
        pytest.param("L-Glutamine (from fermentation)", "A", True, id="source"),
        pytest.param("Glutamine\u2021", "U", True, id="unqualified"),
        pytest.param("Total Glutamine", "U", True, id="unqualified-with-a-word"),
        pytest.param("Glutamine Complex", "U", False, id="complex-hides-what-it-is"),
        pytest.param("L-Glutamine and L-Arginine", "A", False, id="one-of-two"),
        pytest.param("Whey Protein, L-Glutamine", "A", False, id="beside-protein"),
        pytest.param(
            "L-Glutamine (as Sustamine\u00ae)", "L", True, id="told-by-its-bracket"
        ),
        pytest.param("L-Glutathlone", "L", True, id="misread-glutathione"),
        pytest.param("L-Glutamlc Acid", "L", True, id="misread-glutamic-acid"),
        pytest.param("Glutaric Acid", "L", True, id="glutaric"),
        pytest.param("Glutamate", "L", True, id="glutamate"),
        pytest.param("Glutamine peptldes", "L", True, id="misread-peptides"),
        pytest.param("Aianyl-Glutamine", "L", True, id="misread-alanyl"),
        pytest.param("N-Acetyl L-Glutarnine", "L", True, id="misread-acetyl"),
        pytest.param("D-Glutamine", "L", True, id="mirror-image"),
        pytest.param("Lauryl Glutamine", "L", True, id="unlisted-acyl"),
        pytest.param("L-Glutamine Tartrate", "L", True, id="unlisted-salt"),
        pytest.param("Magnesium (as magnesium glycyl glutamine)", "L", False, id="chelate"),
        pytest.param("Whey (naturally occurring L-glutamine)", "O", True, id="by-nature"),
        pytest.param("L-Glutamine (naturally occurring)", "O", True, id="nature-behind"),
        pytest.param("Glutamine (bound)", "L", True, id="bound-in-a-bracket"),
        pytest.param("Glutamine (peptides)", "L", True, id="peptides-in-a-bracket"),
        pytest.param("L-Glutamine Analog", "L", True, id="analog"),
        pytest.param("Glutamine Pidolate", "L", True, id="pidolate"),
        pytest.param("L-Glutamine equivalent", "L", True, id="equivalent"),
        pytest.param("L-Glutamine substitute", "L", True, id="substitute"),
        pytest.param("Typical L-Glutamine", "L", True, id="typical"),
        pytest.param("Total Glutamine (free and bound)", "L", True, id="free-and-bound"),
        pytest.param("L-Glutamine, peptide bound", "L", True, id="bound-behind-a-comma"),
        pytest.param("Glutamine Oligopeptides", "L", True, id="oligopeptides"),
        pytest.param("Oligo-Glutamine", "L", True, id="oligo"),
        pytest.param("Glutamine Hydrolysate", "L", True, id="hydrolysate"),
        pytest.param("Glutamine Conjugate", "L", True, id="conjugate"),
        pytest.param("Glutamine-yielding peptides", "L", True, id="yielding"),
        pytest.param("N-Acety|-L-Glutamine", "L", True, id="bar-for-the-last-letter"),
        pytest.param(
            "Glutamine & Glutamic Acid (naturally occurring)",
            "O",
            True,
            id="both-by-nature",
        ),
        pytest.param("Typical Amino Acid Profile: Glutamine", "O", True, id="profile"),
        pytest.param("Glycine", "O", True, id="glycine"),
        pytest.param("Glucosamine HCl", "O", True, id="glucosamine"),
        pytest.param("Melatonin", "O", True, id="melatonin"),
        pytest.param("", "O", True, id="empty"),
    ],
)
def test_misreadings_are_tolerated_and_chemistry_is_not_bent(
    printed: str, likeness: str, whole: bool
) -> None:
    found = identify(printed, L_GLUTAMINE)

    assert found.likeness is LIKENESS[likeness]
    assert found.likeness is Likeness.OTHER or found.whole is whole


def test_a_misreading_is_marked_as_one() -> None:
    assert identify("L-Glutamine", L_GLUTAMINE).exact
    assert not identify("L-Glutamlne", L_GLUTAMINE).exact


@pytest.mark.parametrize(
    "other", [pytest.param(other, id=other.id) for other in L_GLUTAMINE.lookalikes]
)
def test_a_lookalike_says_what_it_is_instead(other: object) -> None:
    for name in other.names:  # type: ignore[attr-defined]
        found = identify(name, L_GLUTAMINE)

        assert found.likeness is Likeness.LOOKALIKE, name
        assert found.reason


def test_another_substance_can_be_asked_for() -> None:
    creatine = load_lexicon().substances["creatine"]

    assert (
        identify("Creatine Monohydrate (Micronized)", creatine).likeness is Likeness.ACTIVE
    )
    assert identify("Creatine", creatine).likeness is Likeness.UNQUALIFIED
    assert identify("Creatine HCl", creatine).likeness is Likeness.LOOKALIKE
    assert identify("L-Glutamine", creatine).likeness is Likeness.OTHER


@given(text=st.text(max_size=60))
def test_any_text_has_an_answer(text: str) -> None:
    found = identify(text, L_GLUTAMINE)

    assert found.name in text or not found.name
    assert found.reason
