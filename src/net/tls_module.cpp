// The module callflow_tls.so: TLS by OpenSSL, over memory, so that whoever has the sockets waits as it likes.
#include "net/tls.hpp"

#include <algorithm>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <optional>
#include <string>

namespace callflow::net {
namespace {

using ContextPointer = std::shared_ptr<SSL_CTX>;

// What OpenSSL said last, and nothing of what it said before.
std::string last_error(std::string_view otherwise) {
    const unsigned long code = ::ERR_get_error();
    ::ERR_clear_error();
    const char* const reason = code != 0 ? ::ERR_reason_error_string(code) : nullptr;
    return reason != nullptr ? std::string(reason) : std::string(otherwise);
}

class Session final : public TlsSession {
public:
    Session(ContextPointer context, const std::string& host) : context_(std::move(context)) {
        ssl_.reset(::SSL_new(context_.get()));
        in_ = ::BIO_new(::BIO_s_mem());
        out_ = ::BIO_new(::BIO_s_mem());
        if (ssl_ == nullptr || in_ == nullptr || out_ == nullptr) {
            ::BIO_free(in_);
            ::BIO_free(out_);
            fail(State::failed, last_error("there is no memory"));
            return;
        }
        ::SSL_set_bio(ssl_.get(), in_, out_); // it owns them now
        ::SSL_set_connect_state(ssl_.get());
        X509_VERIFY_PARAM* const wanted = ::SSL_get0_param(ssl_.get());
        if (::X509_VERIFY_PARAM_set1_ip_asc(wanted, host.c_str()) == 1) return;
        ::ERR_clear_error(); // it is a name then
        ::X509_VERIFY_PARAM_set_hostflags(wanted, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
        const bool named = ::X509_VERIFY_PARAM_set1_host(wanted, host.c_str(), host.size()) == 1 &&
                           ::SSL_ctrl(ssl_.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                                      const_cast<char*>(host.c_str())) == 1; // NOLINT: OpenSSL only reads it
        if (!named) fail(State::failed, "the host's name cannot be asked for");
    }

    State receive(std::string_view network, std::string& plain) override {
        if (state_ == State::failed || state_ == State::untrusted) return state_;
        while (!network.empty()) {
            const int taken =
                ::BIO_write(in_, network.data(), static_cast<int>(std::min<std::size_t>(network.size(), 1 << 20)));
            if (taken <= 0) return fail(State::failed, "there is no memory");
            network.remove_prefix(static_cast<std::size_t>(taken));
        }
        if (state_ == State::handshake && !shake()) return state_;
        std::string chunk(16'384, '\0');
        while (state_ == State::open) {
            const int got = ::SSL_read(ssl_.get(), chunk.data(), static_cast<int>(chunk.size()));
            if (got > 0) {
                plain.append(chunk, 0, static_cast<std::size_t>(got));
                continue;
            }
            const int why = ::SSL_get_error(ssl_.get(), got);
            if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE) break;
            if (why == SSL_ERROR_ZERO_RETURN) return state_ = State::closed;
            return fail(State::failed, "TLS failed: " + last_error("the connection is broken"));
        }
        return state_;
    }

    State send(std::string_view plain) override {
        while (state_ == State::open && !plain.empty()) {
            const int taken =
                ::SSL_write(ssl_.get(), plain.data(), static_cast<int>(std::min<std::size_t>(plain.size(), 1 << 20)));
            if (taken <= 0) return fail(State::failed, "TLS failed: " + last_error("nothing can be sent"));
            plain.remove_prefix(static_cast<std::size_t>(taken));
        }
        return state_;
    }

    std::string outgoing() override {
        std::string out;
        if (ssl_ == nullptr) return out;
        out.resize(::BIO_ctrl_pending(out_));
        const int got = out.empty() ? 0 : ::BIO_read(out_, out.data(), static_cast<int>(out.size()));
        out.resize(static_cast<std::size_t>(std::max(got, 0)));
        return out;
    }

    std::string problem() const override { return problem_; }

private:
    // Whether the handshake is done.
    bool shake() {
        const int done = ::SSL_do_handshake(ssl_.get());
        if (done == 1) {
            state_ = State::open;
            return true;
        }
        const int why = ::SSL_get_error(ssl_.get(), done);
        if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE) return false;
        const long verdict = ::SSL_get_verify_result(ssl_.get());
        if (verdict != X509_V_OK) {
            ::ERR_clear_error();
            fail(State::untrusted,
                 std::string("the certificate is not taken: ") + ::X509_verify_cert_error_string(verdict));
        } else {
            fail(State::failed, "there is no TLS with it: " + last_error("the handshake failed"));
        }
        return false;
    }
    State fail(State state, std::string problem) {
        problem_ = std::move(problem);
        return state_ = state;
    }

    struct Free {
        void operator()(SSL* ssl) const { ::SSL_free(ssl); }
    };
    ContextPointer context_;
    std::unique_ptr<SSL, Free> ssl_;
    BIO* in_ = nullptr; // what comes from the network, owned by ssl_
    BIO* out_ = nullptr;
    State state_ = State::handshake;
    std::string problem_;
};

class Client final : public TlsClient {
public:
    explicit Client(ContextPointer context) : context_(std::move(context)) {}
    std::unique_ptr<TlsSession> open(const std::string& host) override {
        return std::make_unique<Session>(context_, host);
    }

private:
    ContextPointer context_;
};

base::Result<std::unique_ptr<TlsClient>> make_client(const TlsSettings& settings) {
    const ContextPointer context(::SSL_CTX_new(::TLS_client_method()), ::SSL_CTX_free);
    if (context == nullptr)
        return base::fail(base::ErrorKind::system, "cannot begin TLS: " + last_error("there is no memory"));
    ::SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    ::SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
    static_cast<void>(SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION));
    const bool read = settings.authorities.empty()
                          ? ::SSL_CTX_set_default_verify_paths(context.get()) == 1
                          : ::SSL_CTX_load_verify_file(context.get(), settings.authorities.c_str()) == 1;
    if (!read)
        return base::fail(base::ErrorKind::system,
                          "cannot read certificates of authorities" +
                              (settings.authorities.empty() ? std::string() : " from " + settings.authorities) + ": " +
                              last_error("there are none"));
    return std::make_unique<Client>(context);
}

constexpr TlsModule module_of_this{.make_client = make_client};

} // namespace
} // namespace callflow::net

extern "C" __attribute__((visibility("default"))) const callflow::net::TlsModule* callflow_tls();
extern "C" const callflow::net::TlsModule* callflow_tls() { return &callflow::net::module_of_this; }
