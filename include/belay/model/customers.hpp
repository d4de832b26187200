#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "belay/model/extra.hpp"
#include "belay/model/schema.hpp"

// The customer behind the accounts: broker-api.md 5.2. Personal data: never log it.

namespace belay {

struct CustomerAddress {
  std::optional<std::string> street_one;
  std::optional<std::string> street_two;
  std::optional<std::string> street_three;
  std::optional<std::string> city;
  std::optional<std::string> state_region;
  std::optional<std::string> postal_code;
  std::optional<std::string> country;
  std::optional<bool> is_foreign;
  std::optional<bool> is_domestic;
  Extra extra;
};
template <>
struct Schema<CustomerAddress> {
  static constexpr std::string_view name = "CustomerAddress";
  static constexpr auto fields = std::tuple{
      Field{"street-one", &CustomerAddress::street_one},
      Field{"street-two", &CustomerAddress::street_two},
      Field{"street-three", &CustomerAddress::street_three},
      Field{"city", &CustomerAddress::city},
      Field{"state-region", &CustomerAddress::state_region},
      Field{"postal-code", &CustomerAddress::postal_code},
      Field{"country", &CustomerAddress::country},
      Field{"is-foreign", &CustomerAddress::is_foreign},
      Field{"is-domestic", &CustomerAddress::is_domestic},
      Field{"", &CustomerAddress::extra, Unit::rest},
  };
};
static_assert(complete_schema<CustomerAddress>);

struct CustomerSuitability {
  std::optional<std::int64_t> id;
  std::optional<std::int64_t> customer_id;
  std::optional<std::string> marital_status;
  std::optional<std::int64_t> number_of_dependents;
  std::optional<std::string> employment_status;
  std::optional<std::string> occupation;
  std::optional<std::string> employer_name;
  std::optional<std::string> job_title;
  std::optional<std::int64_t> annual_net_income;
  std::optional<std::int64_t> net_worth;
  std::optional<std::int64_t> liquid_net_worth;
  std::optional<std::string> stock_trading_experience;
  std::optional<std::string> covered_options_trading_experience;
  std::optional<std::string> uncovered_options_trading_experience;
  std::optional<std::string> futures_trading_experience;
  std::optional<std::string> tax_bracket;
  Extra extra;
};
template <>
struct Schema<CustomerSuitability> {
  static constexpr std::string_view name = "CustomerSuitability";
  static constexpr auto fields = std::tuple{
      Field{"id", &CustomerSuitability::id},
      Field{"customer-id", &CustomerSuitability::customer_id},
      Field{"marital-status", &CustomerSuitability::marital_status},
      Field{"number-of-dependents", &CustomerSuitability::number_of_dependents},
      Field{"employment-status", &CustomerSuitability::employment_status},
      Field{"occupation", &CustomerSuitability::occupation},
      Field{"employer-name", &CustomerSuitability::employer_name},
      Field{"job-title", &CustomerSuitability::job_title},
      Field{"annual-net-income", &CustomerSuitability::annual_net_income},
      Field{"net-worth", &CustomerSuitability::net_worth},
      Field{"liquid-net-worth", &CustomerSuitability::liquid_net_worth},
      Field{"stock-trading-experience", &CustomerSuitability::stock_trading_experience},
      Field{"covered-options-trading-experience",
            &CustomerSuitability::covered_options_trading_experience},
      Field{"uncovered-options-trading-experience",
            &CustomerSuitability::uncovered_options_trading_experience},
      Field{"futures-trading-experience", &CustomerSuitability::futures_trading_experience},
      Field{"tax-bracket", &CustomerSuitability::tax_bracket},
      Field{"", &CustomerSuitability::extra, Unit::rest},
  };
};
static_assert(complete_schema<CustomerSuitability>);

struct CustomerPerson {
  std::optional<std::string> external_id;
  std::optional<std::string> first_name;
  std::optional<std::string> middle_name;
  std::optional<std::string> last_name;
  std::optional<std::string> prefix_name;
  std::optional<std::string> suffix_name;
  std::optional<std::string> birth_country;
  std::optional<std::string> birth_date;
  std::optional<std::string> citizenship_country;
  std::optional<std::string> usa_citizenship_type;
  std::optional<std::string> visa_expiration_date;
  std::optional<std::string> visa_type;
  std::optional<std::string> employer_name;
  std::optional<std::string> employment_status;
  std::optional<std::string> job_title;
  std::optional<std::string> marital_status;
  std::optional<std::int64_t> number_of_dependents;
  std::optional<std::string> occupation;
  Extra extra;
};
template <>
struct Schema<CustomerPerson> {
  static constexpr std::string_view name = "CustomerPerson";
  static constexpr auto fields = std::tuple{
      Field{"external-id", &CustomerPerson::external_id},
      Field{"first-name", &CustomerPerson::first_name},
      Field{"middle-name", &CustomerPerson::middle_name},
      Field{"last-name", &CustomerPerson::last_name},
      Field{"prefix-name", &CustomerPerson::prefix_name},
      Field{"suffix-name", &CustomerPerson::suffix_name},
      Field{"birth-country", &CustomerPerson::birth_country},
      Field{"birth-date", &CustomerPerson::birth_date},
      Field{"citizenship-country", &CustomerPerson::citizenship_country},
      Field{"usa-citizenship-type", &CustomerPerson::usa_citizenship_type},
      Field{"visa-expiration-date", &CustomerPerson::visa_expiration_date},
      Field{"visa-type", &CustomerPerson::visa_type},
      Field{"employer-name", &CustomerPerson::employer_name},
      Field{"employment-status", &CustomerPerson::employment_status},
      Field{"job-title", &CustomerPerson::job_title},
      Field{"marital-status", &CustomerPerson::marital_status},
      Field{"number-of-dependents", &CustomerPerson::number_of_dependents},
      Field{"occupation", &CustomerPerson::occupation},
      Field{"", &CustomerPerson::extra, Unit::rest},
  };
};
static_assert(complete_schema<CustomerPerson>);

struct MarginType {
  std::optional<std::string> name;
  std::optional<bool> is_margin;
  Extra extra;
};
template <>
struct Schema<MarginType> {
  static constexpr std::string_view name = "MarginType";
  static constexpr auto fields = std::tuple{
      Field{"name", &MarginType::name},
      Field{"is-margin", &MarginType::is_margin},
      Field{"", &MarginType::extra, Unit::rest},
  };
};
static_assert(complete_schema<MarginType>);

struct PermittedAccountType {
  std::optional<std::string> name;
  std::optional<std::string> description;
  std::optional<bool> is_tax_advantaged;
  std::optional<bool> has_multiple_owners;
  std::optional<bool> is_publicly_available;
  std::vector<MarginType> margin_types;
  Extra extra;
};
template <>
struct Schema<PermittedAccountType> {
  static constexpr std::string_view name = "PermittedAccountType";
  static constexpr auto fields = std::tuple{
      Field{"name", &PermittedAccountType::name},
      Field{"description", &PermittedAccountType::description},
      Field{"is-tax-advantaged", &PermittedAccountType::is_tax_advantaged},
      Field{"has-multiple-owners", &PermittedAccountType::has_multiple_owners},
      Field{"is-publicly-available", &PermittedAccountType::is_publicly_available},
      Field{"margin-types", &PermittedAccountType::margin_types},
      Field{"", &PermittedAccountType::extra, Unit::rest},
  };
};
static_assert(complete_schema<PermittedAccountType>);

/// Who the accounts belong to. `id` is "me" where "me" was asked for.
struct Customer {
  std::optional<std::string> id;
  std::optional<std::string> prefix_name;
  std::optional<std::string> first_name;
  std::optional<std::string> middle_name;
  std::optional<std::string> last_name;
  std::optional<std::string> suffix_name;
  std::optional<std::string> first_surname;
  std::optional<std::string> second_surname;
  std::optional<CustomerAddress> address;
  std::optional<CustomerAddress> mailing_address;
  std::optional<CustomerSuitability> customer_suitability;
  std::optional<bool> is_foreign;
  std::optional<std::string> regulatory_domain;
  std::optional<std::string> usa_citizenship_type;
  std::optional<std::string> home_phone_number;
  std::optional<RawJson> home_phone_number_details;
  std::optional<std::string> mobile_phone_number;
  std::optional<RawJson> mobile_phone_number_details;
  std::optional<std::string> work_phone_number;
  std::optional<RawJson> work_phone_number_details;
  std::optional<std::string> birth_date;
  std::optional<std::string> email;
  std::optional<std::string>
      external_id;  ///< `U…`, `C…`: what the account stream's user messages take
  std::optional<std::string> foreign_tax_number;
  std::optional<std::string> tax_number;  ///< masked
  std::optional<std::string> tax_number_type;
  std::optional<std::string> birth_country;
  std::optional<std::string> citizenship_country;
  std::optional<std::string> visa_expiration_date;
  std::optional<std::string> visa_type;
  std::optional<bool> agreed_to_margining;
  std::optional<bool> subject_to_tax_withholding;
  std::optional<bool> agreed_to_terms;
  std::optional<bool> signature_of_agreement;
  std::optional<std::string> desk_customer_id;
  std::optional<std::string> ext_crm_id;
  std::optional<std::string> family_member_names;
  std::optional<std::string> gender;
  std::optional<bool> has_industry_affiliation;
  std::optional<bool> has_institutional_assets;
  std::optional<bool> has_listed_affiliation;
  std::optional<bool> has_political_affiliation;
  std::optional<std::string> industry_affiliation_firm;
  std::optional<bool> is_investment_adviser;
  std::optional<std::string> listed_affiliation_symbol;
  std::optional<std::string> political_organization;
  std::optional<std::string> user_id;
  std::optional<bool> has_delayed_quotes;
  std::optional<bool> has_pending_or_approved_application;
  std::optional<bool> is_professional;
  std::vector<PermittedAccountType> permitted_account_types;
  std::optional<std::string> created_at;
  std::optional<RawJson> entity;
  std::optional<std::string> identifiable_type;
  std::optional<CustomerPerson> person;
  Extra extra;
};
template <>
struct Schema<Customer> {
  static constexpr std::string_view name = "Customer";
  static constexpr auto fields = std::tuple{
      Field{"id", &Customer::id},
      Field{"prefix-name", &Customer::prefix_name},
      Field{"first-name", &Customer::first_name},
      Field{"middle-name", &Customer::middle_name},
      Field{"last-name", &Customer::last_name},
      Field{"suffix-name", &Customer::suffix_name},
      Field{"first-surname", &Customer::first_surname},
      Field{"second-surname", &Customer::second_surname},
      Field{"address", &Customer::address},
      Field{"mailing-address", &Customer::mailing_address},
      Field{"customer-suitability", &Customer::customer_suitability},
      Field{"is-foreign", &Customer::is_foreign},
      Field{"regulatory-domain", &Customer::regulatory_domain},
      Field{"usa-citizenship-type", &Customer::usa_citizenship_type},
      Field{"home-phone-number", &Customer::home_phone_number},
      Field{"home-phone-number-details", &Customer::home_phone_number_details},
      Field{"mobile-phone-number", &Customer::mobile_phone_number},
      Field{"mobile-phone-number-details", &Customer::mobile_phone_number_details},
      Field{"work-phone-number", &Customer::work_phone_number},
      Field{"work-phone-number-details", &Customer::work_phone_number_details},
      Field{"birth-date", &Customer::birth_date},
      Field{"email", &Customer::email},
      Field{"external-id", &Customer::external_id},
      Field{"foreign-tax-number", &Customer::foreign_tax_number},
      Field{"tax-number", &Customer::tax_number},
      Field{"tax-number-type", &Customer::tax_number_type},
      Field{"birth-country", &Customer::birth_country},
      Field{"citizenship-country", &Customer::citizenship_country},
      Field{"visa-expiration-date", &Customer::visa_expiration_date},
      Field{"visa-type", &Customer::visa_type},
      Field{"agreed-to-margining", &Customer::agreed_to_margining},
      Field{"subject-to-tax-withholding", &Customer::subject_to_tax_withholding},
      Field{"agreed-to-terms", &Customer::agreed_to_terms},
      Field{"signature-of-agreement", &Customer::signature_of_agreement},
      Field{"desk-customer-id", &Customer::desk_customer_id},
      Field{"ext-crm-id", &Customer::ext_crm_id},
      Field{"family-member-names", &Customer::family_member_names},
      Field{"gender", &Customer::gender},
      Field{"has-industry-affiliation", &Customer::has_industry_affiliation},
      Field{"has-institutional-assets", &Customer::has_institutional_assets},
      Field{"has-listed-affiliation", &Customer::has_listed_affiliation},
      Field{"has-political-affiliation", &Customer::has_political_affiliation},
      Field{"industry-affiliation-firm", &Customer::industry_affiliation_firm},
      Field{"is-investment-adviser", &Customer::is_investment_adviser},
      Field{"listed-affiliation-symbol", &Customer::listed_affiliation_symbol},
      Field{"political-organization", &Customer::political_organization},
      Field{"user-id", &Customer::user_id},
      Field{"has-delayed-quotes", &Customer::has_delayed_quotes},
      Field{"has-pending-or-approved-application", &Customer::has_pending_or_approved_application},
      Field{"is-professional", &Customer::is_professional},
      Field{"permitted-account-types", &Customer::permitted_account_types},
      Field{"created-at", &Customer::created_at},
      Field{"entity", &Customer::entity},
      Field{"identifiable-type", &Customer::identifiable_type},
      Field{"person", &Customer::person},
      Field{"", &Customer::extra, Unit::rest},
  };
};
static_assert(complete_schema<Customer>);

}  // namespace belay
