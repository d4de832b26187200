// The five calls of libsecret and GLib that belay makes, over a map.

#include <cstdarg>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>

namespace {

struct GlibError {
  unsigned domain;
  int code;
  char* message;
};

std::map<std::string, std::string>& held() {
  static std::map<std::string, std::string> all;
  return all;
}

std::string profile_of(std::va_list arguments) {
  std::string profile;
  while (const char* name = va_arg(arguments, const char*)) {
    const char* value = va_arg(arguments, const char*);
    if (std::strcmp(name, "profile") == 0) profile = value;
  }
  return profile;
}

bool refuse(const std::string& profile, GlibError** error) {
  if (profile != "refuse") return false;
  *error = new GlibError{1, 1, ::strdup("the collection is locked")};
  return true;
}

}  // namespace

extern "C" {

char* secret_password_lookup_sync(const void*, void*, GlibError** error, ...) {
  std::va_list arguments;
  va_start(arguments, error);
  const std::string profile = profile_of(arguments);
  va_end(arguments);
  if (refuse(profile, error)) return nullptr;
  const auto at = held().find(profile);
  return at == held().end() ? nullptr : ::strdup(at->second.c_str());
}

int secret_password_store_sync(const void*, const char*, const char*, const char* password, void*,
                               GlibError** error, ...) {
  std::va_list arguments;
  va_start(arguments, error);
  const std::string profile = profile_of(arguments);
  va_end(arguments);
  if (refuse(profile, error)) return 0;
  held()[profile] = password;
  return 1;
}

int secret_password_clear_sync(const void*, void*, GlibError** error, ...) {
  std::va_list arguments;
  va_start(arguments, error);
  const std::string profile = profile_of(arguments);
  va_end(arguments);
  if (refuse(profile, error)) return 0;
  return held().erase(profile) > 0 ? 1 : 0;
}

void secret_password_free(char* password) { std::free(password); }

void g_error_free(GlibError* error) {
  std::free(error->message);
  delete error;
}
}
