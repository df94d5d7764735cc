"""The pages that join features: home per role, cohort board, where a scholar stands."""
