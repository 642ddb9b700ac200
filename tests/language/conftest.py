from hypothesis import settings

settings.register_profile("language", deadline=None)  # the first text loads underthesea
settings.load_profile("language")
