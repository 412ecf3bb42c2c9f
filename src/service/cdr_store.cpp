#include "service/cdr_store.hpp"

namespace callflow::service {
namespace {

class StoreSink final : public CdrSink {
public:
    explicit StoreSink(std::unique_ptr<tracking::Store> store) : store_(std::move(store)) {}

    base::Result<void> remember(std::size_t most, const std::function<void(logs::Cdr&)>& take) override {
        if (most == 0) return {};
        return store_->cdrs({.campaign = {}, .call = {}, .since = 0, .until = 0, .latest = most}, [&](logs::Cdr& one) {
            take(one);
            return true;
        });
    }
    base::Result<bool> put(std::span<const logs::Cdr> records, const std::function<bool()>&) override {
        if (auto done = store_->put_cdrs(records); !done) return tl::unexpected(done.error());
        return true;
    }
    base::Result<void> settle() override { return {}; }
    std::string name() const override { return "the store"; }

private:
    std::unique_ptr<tracking::Store> store_;
};

} // namespace

base::Result<std::unique_ptr<CdrSink>> open_cdr_store(const tracking::StoreOptions& options) {
    auto store = tracking::open_store(options);
    if (!store) return tl::unexpected(store.error());
    return std::make_unique<StoreSink>(std::move(*store));
}

} // namespace callflow::service
