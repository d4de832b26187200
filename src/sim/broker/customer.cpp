#include "sim/broker/customer.hpp"

namespace belay::sim {
namespace {

PermittedAccountType permitted(std::string_view name, bool tax_advantaged, bool margin) {
  PermittedAccountType type{.name = std::string{name},
                            .description = "",
                            .is_tax_advantaged = tax_advantaged,
                            .has_multiple_owners = false,
                            .is_publicly_available = true,
                            .margin_types = {{.name = "Cash", .is_margin = false}}};
  if (margin) type.margin_types.push_back({.name = "Margin", .is_margin = true});
  return type;
}

CustomerSuitability suitability() {
  return {.id = 115555,
          .marital_status = "SINGLE",
          .number_of_dependents = 0,
          .employment_status = "EMPLOYED",
          .occupation = "Aviation",
          .employer_name = "Flight School",
          .job_title = "Pilot",
          .annual_net_income = 10,
          .net_worth = 0,
          .liquid_net_worth = 0,
          .stock_trading_experience = "EXTENSIVE",
          .covered_options_trading_experience = "EXTENSIVE",
          .uncovered_options_trading_experience = "EXTENSIVE",
          .futures_trading_experience = "LIMITED"};
}

}  // namespace

Customer customer_named(std::string_view id) {
  const CustomerAddress address{.street_one = "1 Example St",
                                .city = "Chicago",
                                .state_region = "IL",
                                .postal_code = "60600",
                                .country = "US",
                                .is_foreign = false,
                                .is_domestic = true};
  return Customer{.id = std::string{id},
                  .first_name = "Amelia",
                  .last_name = "Simulated",
                  .first_surname = "Simulated",
                  .address = address,
                  .mailing_address = address,
                  .customer_suitability = suitability(),
                  .is_foreign = false,
                  .usa_citizenship_type = "Citizen",
                  .home_phone_number = "",
                  .mobile_phone_number = "+15555555555",
                  .work_phone_number = "",
                  .birth_date = "1900-01-01",
                  .email = "pilot@example.com",
                  .external_id = "C0000000001",
                  .tax_number = "*****5555",
                  .tax_number_type = "SSN",
                  .citizenship_country = "USA",
                  .agreed_to_margining = true,
                  .subject_to_tax_withholding = false,
                  .agreed_to_terms = true,
                  .has_industry_affiliation = false,
                  .has_institutional_assets = false,
                  .has_listed_affiliation = false,
                  .has_political_affiliation = false,
                  .is_investment_adviser = false,
                  .has_delayed_quotes = false,
                  .has_pending_or_approved_application = true,
                  .is_professional = false,
                  .permitted_account_types = {permitted("Individual", false, true),
                                              permitted("Roth IRA", true, false)},
                  .created_at = "2022-10-27T20:40:00.000+00:00",
                  .identifiable_type = "Person",
                  .person = CustomerPerson{.external_id = "P0000000001",
                                           .first_name = "Amelia",
                                           .last_name = "Simulated",
                                           .birth_date = "1900-01-01",
                                           .citizenship_country = "USA",
                                           .usa_citizenship_type = "Citizen",
                                           .employer_name = "Flight School",
                                           .employment_status = "EMPLOYED",
                                           .job_title = "Pilot",
                                           .marital_status = "SINGLE",
                                           .number_of_dependents = 0,
                                           .occupation = "Aviation"}};
}

}  // namespace belay::sim
