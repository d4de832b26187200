// Loaded before the C library by doctor_test.py: a machine whose calendar or whose name server is
// wrong. DOCTOR_CLOCK_DAYS moves the wall clock, DOCTOR_NO_NAMES finds no host.

#include <dlfcn.h>
#include <netdb.h>

#include <cstdlib>
#include <ctime>

extern "C" int clock_gettime(clockid_t clock, timespec* time) {
  using Function = int (*)(clockid_t, timespec*);
  static const auto real = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "clock_gettime"));
  const int result = real(clock, time);
  const char* const days = std::getenv("DOCTOR_CLOCK_DAYS");
  if (result == 0 && clock == CLOCK_REALTIME && days != nullptr) {
    time->tv_sec += std::atol(days) * 86'400;
  }
  return result;
}

extern "C" int getaddrinfo(const char* host, const char* service, const addrinfo* hints,
                           addrinfo** found) {
  using Function = int (*)(const char*, const char*, const addrinfo*, addrinfo**);
  static const auto real = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "getaddrinfo"));
  if (std::getenv("DOCTOR_NO_NAMES") != nullptr) return EAI_NONAME;
  return real(host, service, hints, found);
}
