import aldryn_addons.urls

urlpatterns = aldryn_addons.urls.patterns() + aldryn_addons.urls.i18n_patterns()
