"""TextAttack's own PWWS on a model that it loads by `transformers`."""

import sys


class Search:
    def __init__(self, request):
        sys.path.append(request["reference"])
        sys.path.append(request["packages"])
        import textattack_alone

        textattack = textattack_alone.textattack()
        textattack_alone.use_wordnet(request["wordnet"])
        from textattack.attack_recipes import PWWSRen2019
        from textattack.models.wrappers import HuggingFaceModelWrapper
        from transformers import AutoModelForSequenceClassification, AutoTokenizer

        model = AutoModelForSequenceClassification.from_pretrained(request["folder"], attn_implementation="sdpa").eval()
        self.wrapper = HuggingFaceModelWrapper(model, AutoTokenizer.from_pretrained(request["folder"]))
        self.recipe, self.texts = PWWSRen2019, request["texts"]
        self.labels = [int(answer.argmax()) for answer in self.wrapper(self.texts)]
        textattack.shared.logger.setLevel("ERROR")

    def __call__(self):
        attack = self.recipe.build(self.wrapper)  # with empty caches
        results = [attack.attack(text, label) for text, label in zip(self.texts, self.labels)]
        # Its count has the look at the clean text, ours does not.
        queries = sum(result.num_queries for result in results) - len(results)
        broken = sum(type(result).__name__ == "SuccessfulAttackResult" for result in results)
        return {"queries": queries, "broken": broken}
