// SPDX-License-Identifier: BSD-3-Clause
#include "parameters/kinetics_file.hpp"

namespace voxvolt::parameters {

using config::Complaint;
using config::Describe;
using config::unit;

void MassAmounts::describe(Describe<MassAmounts>& d) {
  d.sentence("Species are counted in kg per m^3 of the cell; pre-exponential factors take the number of kg/m^3.");
}
void FractionAmounts::describe(Describe<FractionAmounts>& d) {
  d.sentence("Species are fractions; each reaction says in `content` how many kg/m^3 a whole fraction stands for.");
}
void SpeciesEntry::describe(Describe<SpeciesEntry>& d) {
  d.sentence("Something that reactions make or take.");
  d.member("initial", &SpeciesEntry::initial, "amount at the start, of a fresh and charged cell").required();
}
void FactorEntry::describe(Describe<FactorEntry>& d) {
  d.sentence("A factor of the rate: s^order, or s/(s + half).");
  d.member("order", &FactorEntry::order, "power of the amount; autocatalysis is two factors", unit("1").above(0));
  d.member("half", &FactorEntry::half, "amount at which the factor is one half");
  d.exactly_one({"order", "half"});
}
void BarrierEntry::describe(Describe<BarrierEntry>& d) {
  d.sentence("A film that grows and that electrons tunnel through: exp(-min(s/thickness, most)).");
  d.member("species", &BarrierEntry::species, "the film").required();
  d.member("thickness", &BarrierEntry::thickness, "amount that lets 1/e through").required();
  d.member("most", &BarrierEntry::most, "largest exponent", unit("1").above(0));
}
void DiffusionEntry::describe(Describe<DiffusionEntry>& d) {
  d.sentence("Diffusion to the surface limits the rate: k/(1 + Da), Da = A_D area exp(-(E - E_D)/RT)/D_inf.");
  d.member("pre_exponential", &DiffusionEntry::pre_exponential, "A_D", unit("1/s").above(0)).required();
  d.member("area", &DiffusionEntry::area, "C, of the geometry", unit("m^2").above(0)).required();
  d.member("diffusivity_298", &DiffusionEntry::diffusivity_298, "at 298.15 K", unit("m^2/s").above(0)).required();
  d.member("activation_energy", &DiffusionEntry::activation_energy, "E_D, of diffusion", unit("J/mol").at_least(0))
      .required();
}
void GateEntry::describe(Describe<GateEntry>& d) {
  d.sentence("The reaction runs above a temperature; it comes in linearly.");
  d.member("from", &GateEntry::from, "temperature where half of it runs", unit("K").above(0)).required();
  d.member("width", &GateEntry::width, "over which it comes in", unit("K").as_difference().above(0));
}
void ReactionEntry::describe(Describe<ReactionEntry>& d) {
  d.sentence("One reaction: rate = A exp(-E/RT) x barrier x product of factors, limited.");
  d.member("pre_exponential", &ReactionEntry::pre_exponential, "A", unit("1/s").at_least(0)).required();
  d.member("activation_energy", &ReactionEntry::activation_energy, "E", unit("J/mol").at_least(0));
  d.member("activation_temperature", &ReactionEntry::activation_temperature, "E/R",
           unit("K").as_difference().at_least(0));
  d.exactly_one({"activation_energy", "activation_temperature"});
  d.member("heat", &ReactionEntry::heat, "that it releases, per kg of what its `content` counts (of its unit)",
           unit("J/kg"))
      .required();
  d.member("content", &ReactionEntry::content, "where amounts are fractions: kg/m^3 of the cell that take part",
           unit("kg/m^3").above(0));
  d.member("changes", &ReactionEntry::changes, "of species per unit of the reaction: made above 0, taken below")
      .required();
  d.member("factors", &ReactionEntry::factors, "what the rate is proportional to").required();
  d.member("barrier", &ReactionEntry::barrier, "a film that hinders it");
  d.member("diffusion", &ReactionEntry::diffusion, "limit by diffusion to the surface");
  d.member("ceiling", &ReactionEntry::ceiling, "the specific rate never exceeds it: k k_max/(k + k_max)",
           unit("1/s").above(0));
  d.member("gate", &ReactionEntry::gate, "temperature from which it runs");
  d.member("gases", &ReactionEntry::gases, "that it releases, per kg of its unit", unit("mol/kg").at_least(0));
}
void EffectEntry::describe(Describe<EffectEntry>& d) {
  d.sentence("A measure of health moves the start of a species: initial x (1 + slope (h - fresh)), then + gain h.");
  d.member("of", &EffectEntry::of, "soc, sei_thickness, plated, lli, lam_negative or lam_positive").required();
  d.member("species", &EffectEntry::species, "that starts otherwise").required();
  d.member("slope", &EffectEntry::slope, "relative change per unit of the measure");
  d.member("gain", &EffectEntry::gain, "amount of the species per unit of the measure");
  d.exactly_one({"slope", "gain"});
}
void HealthMapping::describe(Describe<HealthMapping>& d) {
  d.sentence("How the state of a cell changes what there is to burn.");
  d.member("fresh_sei_thickness", &HealthMapping::fresh_sei_thickness, "of the cell that the initial amounts are of",
           unit("m").above(0));
  d.member("effects", &HealthMapping::effects, "one measure on one species each");
}
void KineticsFile::describe(Describe<KineticsFile>& d) {
  d.sentence("The reactions of thermal runaway of one kind of cell.");
  d.member("voxvolt_kinetics", &KineticsFile::version, "version of the format of kinetics files",
           unit("1").at_least(1).at_most(1))
      .required();
  d.member("title", &KineticsFile::title, "which cell it is of").required();
  d.member("sources", &KineticsFile::sources, "where the numbers are from: a name, and the paper with its DOI")
      .required();
  d.member("caveats", &KineticsFile::caveats, "what a user must know before trusting it");
  d.member("amounts", &KineticsFile::amounts, "how species are counted").required();
  d.member("species", &KineticsFile::species, "by name").required();
  d.member("reactions", &KineticsFile::reactions, "by name").required();
  d.member("health", &KineticsFile::health, "what state of charge and ageing change");
}

}  // namespace voxvolt::parameters
