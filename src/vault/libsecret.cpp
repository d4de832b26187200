#include <dlfcn.h>

#include <utility>

#include <fmt/format.h>

#include "vault/keychain.hpp"

// The shapes below are libsecret's and GLib's stable ABI; their headers are not needed to build.

namespace belay::vault {
namespace {

struct GlibError {
  unsigned domain;
  int code;
  char* message;
};

struct SecretAttribute {
  const char* name;
  int type;
};

struct SecretSchema {
  const char* name;
  int flags;
  SecretAttribute attributes[32];
  int reserved;
  void* reserved_pointers[7];
};

constexpr SecretSchema kSchema{.name = "belay.credentials",
                               .flags = 0,
                               .attributes = {{"profile", 0}},
                               .reserved = 0,
                               .reserved_pointers = {}};

using Lookup = char* (*)(const SecretSchema*, void*, GlibError**, ...);
using Store = int (*)(const SecretSchema*, const char*, const char*, const char*, void*,
                      GlibError**, ...);
using Clear = int (*)(const SecretSchema*, void*, GlibError**, ...);
using FreePassword = void (*)(char*);
using FreeError = void (*)(GlibError*);

class Libsecret final : public Keychain {
 public:
  explicit Libsecret(void* library)
      : lookup_{symbol<Lookup>(library, "secret_password_lookup_sync")},
        store_{symbol<Store>(library, "secret_password_store_sync")},
        clear_{symbol<Clear>(library, "secret_password_clear_sync")},
        free_password_{symbol<FreePassword>(library, "secret_password_free")},
        free_error_{symbol<FreeError>(library, "g_error_free")} {}

  [[nodiscard]] bool complete() const {
    return lookup_ != nullptr && store_ != nullptr && clear_ != nullptr &&
           free_password_ != nullptr && free_error_ != nullptr;
  }

  Result<std::optional<Secret>> find(const std::string& name) override {
    GlibError* error = nullptr;
    char* text = lookup_(&kSchema, nullptr, &error, "profile", name.c_str(), nullptr);
    if (error != nullptr) return std::unexpected(told(error));
    if (text == nullptr) return std::nullopt;
    Secret found{text};
    free_password_(text);  // wipes it
    return std::optional{std::move(found)};
  }

  Result<void> keep(const std::string& name, const Secret& text) override {
    GlibError* error = nullptr;
    const std::string label = "belay, profile " + name;
    const std::string plain{text.reveal()};  // with its zero
    store_(&kSchema, nullptr, label.c_str(), plain.c_str(), nullptr, &error, "profile",
           name.c_str(), nullptr);
    if (error != nullptr) return std::unexpected(told(error));
    return {};
  }

  Result<void> forget(const std::string& name) override {
    GlibError* error = nullptr;
    clear_(&kSchema, nullptr, &error, "profile", name.c_str(), nullptr);
    if (error != nullptr) return std::unexpected(told(error));
    return {};
  }

 private:
  template <class Function>
  static Function symbol(void* library, const char* name) {
    return reinterpret_cast<Function>(::dlsym(library, name));
  }

  Error told(GlibError* error) const {
    Error mine{.code = Errc::unsupported,
               .message = fmt::format("the keychain does not work: {}",
                                      error->message == nullptr ? "no reason" : error->message)};
    free_error_(error);
    return mine;
  }

  Lookup lookup_;
  Store store_;
  Clear clear_;
  FreePassword free_password_;
  FreeError free_error_;
};

}  // namespace

Result<std::unique_ptr<Keychain>> libsecret_keychain(const char* session_bus,
                                                     const std::string& library) {
  // Without a bus libsecret would start one of its own, and a keychain nobody can unlock.
  if (session_bus == nullptr || *session_bus == '\0') {
    return fail(Errc::unsupported, "no desktop session here (DBUS_SESSION_BUS_ADDRESS is not set)");
  }
  void* opened = ::dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);  // stays for the process's life
  if (opened == nullptr) {
    return fail(Errc::unsupported, fmt::format("{} is not installed", library));
  }
  auto keychain = std::make_unique<Libsecret>(opened);
  if (!keychain->complete()) {
    return fail(Errc::unsupported, fmt::format("{} lacks what is asked of it", library));
  }
  return keychain;
}

}  // namespace belay::vault
