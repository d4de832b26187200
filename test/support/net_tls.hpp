#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace belay::net::test {

/// A directory of its own, removed with everything in it.
class TempDir {
 public:
  TempDir() {
    std::string name = (std::filesystem::temp_directory_path() / "belay-net-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
    path_ = name;
  }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  ~TempDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

/// A certificate authority that lives as long as a test, and the certificates it signs.
class TestAuthority {
 public:
  struct Identity {
    std::string certificate_file;
    std::string key_file;
  };

  explicit TestAuthority(std::string name) : name_{std::move(name)} {
    certificate_ = make(name_, key_.get(), nullptr, "CA:TRUE", {});
    write_certificate(ca_file(), certificate_.get());
  }

  [[nodiscard]] std::string ca_file() const { return dir_.file("ca.pem"); }

  /// A server certificate for `subject`, e.g. "DNS:localhost,IP:127.0.0.1".
  Identity issue(const std::string& subject) {
    const Key key = new_key();
    const Certificate certificate = make("server", key.get(), this, "CA:FALSE", subject);
    const std::string stem = "server" + std::to_string(++serial_);
    const Identity identity{dir_.file(stem + ".pem"), dir_.file(stem + ".key")};
    write_certificate(identity.certificate_file, certificate.get());
    write_key(identity.key_file, key.get());
    return identity;
  }

 private:
  static Key new_key() { return {EVP_EC_gen("P-256"), &EVP_PKEY_free}; }

  static void extend(X509* certificate, int nid, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
    if (extension == nullptr) throw std::runtime_error("bad extension: " + value);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
  }

  /// Signed by `issuer`, or by itself when there is none.
  static Certificate make(const std::string& name, EVP_PKEY* key, const TestAuthority* issuer,
                          const std::string& constraints, const std::string& subject) {
    Certificate made{X509_new(), &X509_free};
    X509_set_version(made.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()),
                     issuer == nullptr ? 1 : issuer->serial_ + 2);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), 3600);
    X509_set_pubkey(made.get(), key);
    X509_NAME* own = X509_get_subject_name(made.get());
    std::string text = name;
    X509_NAME_add_entry_by_txt(own, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(text.c_str()), -1, -1, 0);
    X509_set_issuer_name(
        made.get(), issuer == nullptr ? own : X509_get_subject_name(issuer->certificate_.get()));
    extend(made.get(), NID_basic_constraints, "critical," + constraints);
    if (!subject.empty()) extend(made.get(), NID_subject_alt_name, subject);
    X509_sign(made.get(), issuer == nullptr ? key : issuer->key_.get(), EVP_sha256());
    return made;
  }

  static void write_certificate(const std::string& file, X509* certificate) {
    std::FILE* out = std::fopen(file.c_str(), "w");
    if (out == nullptr) throw std::runtime_error("cannot write " + file);
    PEM_write_X509(out, certificate);
    std::fclose(out);
  }

  static void write_key(const std::string& file, EVP_PKEY* key) {
    std::FILE* out = std::fopen(file.c_str(), "w");
    if (out == nullptr) throw std::runtime_error("cannot write " + file);
    PEM_write_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(out);
  }

  TempDir dir_;
  std::string name_;
  Key key_ = new_key();
  Certificate certificate_{nullptr, &X509_free};
  int serial_ = 0;
};

}  // namespace belay::net::test
